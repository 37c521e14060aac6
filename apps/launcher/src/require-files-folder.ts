import { accessSync, constants } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { makeFolder } from '@quillwire/config'
import { StartError } from './start-error.ts'

/** Throws a one-line error if uploads could not be kept. Otherwise only the first person to add a picture finds out. */
export function requireFilesFolder(filesUrl: string): void {
  if (!filesUrl.startsWith('file:')) return // a bucket may be away for a while
  const folder = fileURLToPath(filesUrl)
  try {
    makeFolder(folder)
    accessSync(`${folder}/`, constants.W_OK | constants.X_OK)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException // what the file system refuses has a code
    throw new StartError(
      `The folder for uploaded files, ${folder}, cannot be used (${code}). Make it writable for this user, or choose another with FILES_URL or DATA_DIR.`,
    )
  }
}
