/** Where things lie in a `DATA_DIR`, and how its server is reached. */
import { join } from 'node:path'

/** The database that is made in each. */
export const NAME = 'quillwire'

export const folderIn = (dataDir: string) => join(dataDir, 'postgres')
/** What a server notes of itself in its folder. */
export const noteIn = (folder: string) => join(folder, 'postmaster.pid')
export const passwordFileIn = (dataDir: string) => join(dataDir, 'postgres-password')

/** As its superuser, without the name of a database. */
export const serverUrl = (password: string, port: number) =>
  `postgres://postgres:${password}@127.0.0.1:${port}`
