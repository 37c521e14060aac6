import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'
import { copyFolder } from './copy-folder.ts'

declare module 'vitest' {
  interface ProvidedContext {
    migratedDataDir: string
  }
}

/**
 * A `DATA_DIR` of the test's own with a migrated database, for `startEmbeddedPostgres`. It is a copy, which takes a
 * fraction of the time of creating one. The caller removes it.
 */
export async function ownDataDir(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'quillwire-own-'))
  await copyFolder(inject('migratedDataDir'), dataDir)
  return dataDir
}
