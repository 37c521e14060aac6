import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'
import { conflict } from '../errors.ts'

/** Encrypts what must be shown or used again: webhook secrets, share links, invitations. */
export interface Seal {
  seal(plain: string): string
  /** Throws `secret_unreadable` when the text was sealed with another `SECRET` or was changed. */
  unseal(sealed: string): string
  /** Null when `unseal` throws. For lists, in which one unreadable row must not hide the others. */
  unsealIfReadable(sealed: string): string | null
  /** A key for one purpose, derived from `SECRET`; the same for every process. */
  key(purpose: string): Uint8Array
}

/** AES-256-GCM with a key derived (HKDF-SHA256) from `SECRET`. Format: `v1.` + base64url(iv ‖ tag ‖ text). */
export function createSeal(secret: string): Seal {
  const key = (purpose: string) => new Uint8Array(hkdfSync('sha256', secret, 'quillwire', purpose, 32))
  const sealing = key('seal')
  function unseal(sealed: string): string {
    const [version, body] = sealed.split('.')
    const bytes = Buffer.from(version === 'v1' && body ? body : '', 'base64url')
    try {
      const decipher = createDecipheriv('aes-256-gcm', sealing, bytes.subarray(0, 12))
      decipher.setAuthTag(bytes.subarray(12, 28))
      return decipher.update(bytes.subarray(28), undefined, 'utf8') + decipher.final('utf8')
    } catch (cause) {
      throw conflict(
        'secret_unreadable',
        'What is stored here cannot be read: was SECRET changed? Make a new one.',
        { cause },
      )
    }
  }
  return {
    key,
    unseal,
    seal(plain) {
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', sealing, iv)
      const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return `v1.${Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64url')}`
    },
    unsealIfReadable(sealed) {
      try {
        return unseal(sealed)
      } catch {
        return null
      }
    },
  }
}

/** A token of 32 random bytes with a prefix that says what it is. */
export function newToken(prefix = ''): string {
  return prefix + randomBytes(32).toString('base64url')
}

/** How tokens are stored and found. They are random, so a plain SHA-256 is enough. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
