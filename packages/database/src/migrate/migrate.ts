import pg from 'pg'
import { noFilters, readMigrations, withSchemaEngine } from './schema-engine.ts'

/** An arbitrary number that only migrations take, so that processes that start together wait for each other. */
const MIGRATION_LOCK = 7_361_002

/**
 * Brings the database to the schema of this version and returns the names of the migrations that it applied.
 * Safe to call from several processes at once: one migrates, the others wait and then find nothing to do.
 */
export async function migrate(url: string): Promise<string[]> {
  const lock = new pg.Client({ connectionString: url, application_name: 'quillwire migrate' })
  await lock.connect()
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK])
    const applied = await applyMigrations(url, lock)
    await noteCluster(lock)
    return applied
  } finally {
    await lock.end()
  }
}

async function applyMigrations(url: string, connection: pg.Client): Promise<string[]> {
  const migrationsList = await readMigrations()
  // The engine costs a second of start; when every migration is there already it is not needed.
  if (
    await isCurrent(
      connection,
      migrationsList.migrationDirectories.map(({ path }) => path),
    )
  )
    return []
  return await withSchemaEngine(url, async (engine) => {
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: noFilters })
    return appliedMigrationNames
  })
}

async function isCurrent(connection: pg.Client, names: string[]): Promise<boolean> {
  const table = await connection.query(`SELECT to_regclass('_prisma_migrations') AS name`)
  if (!table.rows[0]?.name) return false
  const { rows } = await connection.query<{ count: number }>(
    `SELECT count(DISTINCT migration_name)::int AS count FROM _prisma_migrations
      WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL AND migration_name = ANY($1)`,
    [names],
  )
  return rows[0]?.count === names.length
}

/** Counts the generation of the event log up when the data came from another PostgreSQL cluster. */
async function noteCluster(connection: pg.Client) {
  await connection.query(
    `INSERT INTO event_log (id, generation, system_identifier)
     SELECT 1, 1, system_identifier::text FROM pg_control_system()
         ON CONFLICT (id) DO UPDATE
        SET generation = event_log.generation + 1, system_identifier = excluded.system_identifier
      WHERE event_log.system_identifier <> excluded.system_identifier`,
  )
}
