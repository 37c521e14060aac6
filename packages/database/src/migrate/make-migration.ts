/** `npm run db:migration -- <name>`: writes the SQL that leads from the migrations to prisma/schema.prisma. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '../embedded/start-embedded.ts'
import { pendingSql } from './pending-sql.ts'
import { migrationsPath } from './read-migrations.ts'

const [name] = process.argv.slice(2)
if (!name || !/^[a-z0-9_]+$/.test(name)) {
  console.error('Give the migration a name of small letters, digits and _: npm run db:migration -- add_tags')
  process.exit(1)
}

const dataDir = await mkdtemp(join(tmpdir(), 'quillwire-migration-'))
const server = await startEmbeddedPostgres({ dataDir })
try {
  await mkdir(migrationsPath, { recursive: true })
  const lock = join(migrationsPath, 'migration_lock.toml')
  await writeFile(lock, 'provider = "postgresql"\n', { flag: 'wx' }).catch(() => undefined)
  const sql = await pendingSql(server.url)
  if (sql === null) console.log('Nothing changed in prisma/schema.prisma since the last migration.')
  else {
    const time = new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14)
    const folder = join(migrationsPath, `${time}_${name}`)
    await mkdir(folder)
    await writeFile(join(folder, 'migration.sql'), sql)
    console.log(`Wrote ${join(folder, 'migration.sql')}. Read it before you commit it.`)
  }
} finally {
  await server.stop()
  await rm(dataDir, { recursive: true, force: true })
}
