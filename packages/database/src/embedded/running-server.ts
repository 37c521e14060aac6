import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { checkServer } from '../check-server.ts'

const NAME = 'quillwire'
/** Where `postmaster.pid` has the port, counted from 0. */
const PORT_LINE = 3

/** The database of the server that runs in this `DATA_DIR` at this moment, whoever started it; null where none answers. */
export async function runningEmbeddedUrl(dataDir: string): Promise<string | null> {
  try {
    const [password, note] = await Promise.all([
      readFile(join(dataDir, 'postgres-password'), 'utf8'),
      readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8'),
    ])
    const port = Number(note.split('\n')[PORT_LINE])
    const url = `postgres://postgres:${password.trim()}@127.0.0.1:${port}/${NAME}`
    await checkServer(url)
    return url
  } catch {
    return null // none, or not one of this folder's
  }
}
