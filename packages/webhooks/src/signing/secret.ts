/** The keys of Standard Webhooks: `whsec_` shared secrets, and pairs of `whsk_` (private) and `whpk_` (public). */
import {
  createPrivateKey,
  createSecretKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'

const SHARED = 'whsec_'
const PRIVATE = 'whsk_'
const PUBLIC = 'whpk_'
const SEED_BYTES = 32
/** What stands before the seed of an ed25519 key in PKCS #8 (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')

export interface SigningKey {
  scheme: 'v1' | 'v1a'
  key: KeyObject
}

/** A fresh `whsec_…` (v1) or `whsk_…` (v1a). */
export function newSigningSecret(scheme: 'v1' | 'v1a'): string {
  return scheme === 'v1' ? newWebhookSecret() : newPrivateKey()
}

/** `whsec_` and base64 of 32 random bytes. */
export function newWebhookSecret(): string {
  return SHARED + randomBytes(32).toString('base64')
}

/** `whsk_` and base64 of the seed and the public key, as libsodium and the reference libraries keep it. */
function newPrivateKey(): string {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const seed = privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(PKCS8.length)
  const point = publicKey.export({ format: 'der', type: 'spki' }).subarray(-SEED_BYTES)
  return PRIVATE + Buffer.concat([seed, point]).toString('base64')
}

/** `whpk_…`, by which receivers verify what was signed with the private key. */
export function publicKeyOf(secret: string): string {
  return PUBLIC + bytesOf(secret, PRIVATE).subarray(SEED_BYTES).toString('base64')
}

/** The key that signs, ready for use. */
export function signingKey(secret: string): SigningKey {
  if (secret.startsWith(PRIVATE)) {
    const der = Buffer.concat([PKCS8, bytesOf(secret, PRIVATE).subarray(0, SEED_BYTES)])
    return { scheme: 'v1a', key: createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }) }
  }
  // A key object: with plain bytes, an HMAC costs four times as much.
  return { scheme: 'v1', key: createSecretKey(bytesOf(secret, SHARED)) }
}

function bytesOf(secret: string, prefix: string): Buffer {
  if (!secret.startsWith(prefix)) throw new Error(`A key of this kind begins with ${prefix}`)
  return Buffer.from(secret.slice(prefix.length), 'base64')
}
