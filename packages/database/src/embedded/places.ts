/** Paths within a `DATA_DIR`, and the URL of its server. */
import { join } from 'node:path'

/** The name of the database that is created in each. */
export const NAME = 'quillwire'

export const folderIn = (dataDir: string) => join(dataDir, 'postgres')
/** The file in which a running server notes its pid, folder and port. */
export const noteIn = (folder: string) => join(folder, 'postmaster.pid')
export const passwordFileIn = (dataDir: string) => join(dataDir, 'postgres-password')

/** The URL for the superuser, without a database name. */
export const serverUrl = (password: string, port: number) =>
  `postgres://postgres:${password}@127.0.0.1:${port}`
