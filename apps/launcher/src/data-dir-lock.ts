import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dataDirError, makeFolder } from '@quillwire/config'
import { StartError } from './start-error.ts'

/**
 * Lets one launcher at a time have a `DATA_DIR`: a second one would stop the first one's database. The lock of a
 * launcher that was killed does not count.
 *
 * @returns what releases the lock.
 */
export function lockDataDir(dataDir: string): () => void {
  const path = join(dataDir, 'launcher.pid')
  try {
    makeFolder(dataDir)
    while (!taken(path)) {
      const holder = holderOf(path)
      if (holder !== null)
        throw new StartError(
          `DATA_DIR ${dataDir} is in use by another Quillwire (process ${holder}), or was copied while that one used it. ` +
            'Stop that one (and copy again), or set DATA_DIR to another folder.',
        )
      rmSync(path, { force: true })
    }
  } catch (cause) {
    throw dataDirError(dataDir, cause)
  }
  return () => rmSync(path, { force: true })
}

/** Whether this launcher made the file. Of several that start at once, one does, and the file is complete at once. */
function taken(path: string): boolean {
  const own = `${path}.${process.pid}`
  writeFileSync(own, `${process.pid}\n`)
  try {
    linkSync(own, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false // what the file system refuses has a code
    throw error
  } finally {
    rmSync(own)
  }
}

function holderOf(path: string): number | null {
  let pid: number
  try {
    pid = Number(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return null
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return null // a signal that cannot be sent has a code
  }
  return isLauncher(pid) ? pid : null
}

/** Process ids are reused for other programs. Without /proc, the id alone decides. */
function isLauncher(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('launcher')
  } catch {
    return true
  }
}
