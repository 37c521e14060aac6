import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Makes a folder and those above it. `mkdirSync` with `recursive` is not used: it tries for ever if the folder above
 * exists and the system says ENOENT all the same, as below `/proc`.
 */
export function makeFolder(path: string): void {
  const above = dirname(path)
  if (!existsSync(above)) makeFolder(above)
  try {
    mkdirSync(path)
  } catch (error) {
    // Something is there. If it is no folder, that shows when it is used.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error // what the file system refuses has a code
  }
}
