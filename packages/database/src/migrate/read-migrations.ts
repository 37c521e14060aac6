import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const migrationsPath = fileURLToPath(new URL('../../../../prisma/migrations', import.meta.url))

export interface Migration {
  name: string
  sql: string
}

/** Every folder of prisma/migrations with its SQL, in the order in which they are applied. */
export async function readMigrations(): Promise<Migration[]> {
  const entries = await readdir(migrationsPath, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  return await Promise.all(
    names.sort().map(async (name) => ({
      name,
      sql: await readFile(join(migrationsPath, name, 'migration.sql'), 'utf8'),
    })),
  )
}
