import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Makes a folder and those above it. Not by the `recursive` of `mkdirSync`: where a folder is there and the system finds
 * nothing in it for a new one, as below `/proc`, that one asks for ever.
 */
export function makeFolder(path: string): void {
  const above = dirname(path)
  if (!existsSync(above)) makeFolder(above)
  try {
    mkdirSync(path)
  } catch (error) {
    // Whatever is in its place: who uses it as a folder notices if it is none.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error // what the file system refuses has a code
  }
}
