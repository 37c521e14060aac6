import { randomBytes } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError, dataDirError } from './config-error.ts'
import { makeFolder } from './make-folder.ts'

/**
 * The secret of this installation: read from `<dataDir>/secret`, or made there (mode 0600) at the first start.
 * Processes that start together agree on one.
 */
export function keptSecret(dataDir: string): string {
  const path = join(dataDir, 'secret')
  try {
    makeFolder(dataDir)
    try {
      // "wx" fails when the file is there, so that only one of two processes makes it.
      const secret = `${randomBytes(32).toString('base64url')}\n`
      // On the disk before a database is used with it: if a power cut took it, nothing sealed could be read again.
      writeFileSync(path, secret, { flag: 'wx', mode: 0o600, flush: true })
    } catch (error) {
      // What the file system refuses has a code.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
        rmSync(path, { force: true }) // on a full disk the file is made, and nothing gets into it
        throw error
      }
    }
    const kept = readFileSync(path, 'utf8').trim()
    if (kept.length >= 32) return kept
  } catch (cause) {
    throw dataDirError(dataDir, cause)
  }
  throw new ConfigError(
    `${path} is damaged: it must hold the secret of at least 32 characters. Restore it, or set SECRET.`,
  )
}
