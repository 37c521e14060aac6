import { accessSync, constants } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { filesFolderError } from './config-error.ts'
import { makeFolder } from './make-folder.ts'

/**
 * Makes the folder that `FILES_URL` names.
 * @throws ConfigError if uploads could not be kept there. Otherwise only the first person to add a picture finds out.
 */
export function requireFilesFolder(filesUrl: string): void {
  if (!filesUrl.startsWith('file:')) return // a bucket may be away for a while
  const folder = fileURLToPath(filesUrl)
  try {
    makeFolder(folder)
    accessSync(`${folder}/`, constants.W_OK | constants.X_OK)
  } catch (error) {
    throw filesFolderError(folder, error)
  }
}
