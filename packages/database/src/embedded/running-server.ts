import { readFile } from 'node:fs/promises'
import { checkServer } from '../check-server.ts'
import { readNote } from './left-over.ts'
import { folderIn, NAME, noteIn, passwordFileIn, serverUrl } from './places.ts'

/** The database of the server that runs in this `DATA_DIR` at this moment, whoever started it; null where none answers. */
export async function runningEmbeddedUrl(dataDir: string): Promise<string | null> {
  try {
    const [password, note] = await Promise.all([
      readFile(passwordFileIn(dataDir), 'utf8'),
      readNote(noteIn(folderIn(dataDir))),
    ])
    if (!note) return null
    const url = `${serverUrl(password.trim(), note.port)}/${NAME}`
    await checkServer(url)
    return url
  } catch {
    return null // none, or not one of this folder's
  }
}
