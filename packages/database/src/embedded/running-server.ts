import { readFile } from 'node:fs/promises'
import { checkServer } from '../check-server.ts'
import { readNote } from './left-over.ts'
import { folderIn, NAME, noteIn, passwordFileIn, serverUrl } from './places.ts'

/** The URL of the database that is running in this `DATA_DIR` now, whoever started it. Null when none answers. */
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
    return null // there is none, or it is not this folder's
  }
}
