import { createHash, randomUUID } from 'node:crypto'
import pg from 'pg'
import type { Executor } from '../connect.ts'
import { liftLimits, prepareSession } from '../session.ts'
import { withConnection } from '../with-connection.ts'
import { MigrationError } from './migration-error.ts'
import { type Migration, readMigrations } from './read-migrations.ts'

export { MigrationError }

/** An arbitrary advisory lock key used only by migrations: processes that start together wait for each other. */
const MIGRATION_LOCK = 7_361_002

const APPLICATION = 'quillwire migrate'

/** The table as Prisma creates it, so that its tools understand the database. */
const NOTES = `
  CREATE TABLE _prisma_migrations (
    id varchar(36) PRIMARY KEY,
    checksum varchar(64) NOT NULL,
    finished_at timestamptz,
    migration_name varchar(255) NOT NULL,
    logs text,
    rolled_back_at timestamptz,
    started_at timestamptz NOT NULL DEFAULT now(),
    applied_steps_count integer NOT NULL DEFAULT 0
  )`

/**
 * Brings the database to the schema of this version and returns the names of the migrations that it applied.
 * It is safe to call from several processes at once: one migrates, and the others wait and find nothing to do.
 * It is safe to interrupt at any moment: the next call continues where this one was.
 * `onNext` hears of each migration before it runs, since one on a large database may take minutes. For a new database
 * it is not called: there, all of them take a moment.
 *
 * @throws MigrationError when the database belongs to another program or another version.
 */
export async function migrate(url: string, onNext: (which: string) => void = () => {}): Promise<string[]> {
  const connection = new pg.Client({ connectionString: url, application_name: APPLICATION })
  connection.on('error', () => {}) // the pending query reports it
  await connection.connect()
  try {
    await prepareSession(connection)
    await liftLimits(connection)
    await connection.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK])
    const applied = await applyMigrations(connection, onNext)
    await noteCluster(connection)
    return applied
  } finally {
    await connection.end()
  }
}

/**
 * For a program that does not migrate the database itself.
 *
 * @throws MigrationError when the database is not of this version.
 * @throws the driver's own error when the database cannot be asked.
 */
export async function requireMigrated(url: string): Promise<void> {
  const [first, ...others] = await withConnection(url, APPLICATION, pendingMigrations)
  if (!first) return
  const more = others.length > 0 ? ` and ${others.length} more are` : ' is'
  throw new MigrationError(
    `The database is not at this version yet: ${first.name}${more} missing. Run \`npm run migrate\` first.`,
  )
}

async function applyMigrations(connection: pg.Client, onNext: (which: string) => void): Promise<string[]> {
  const isNew = !(await hasNotes(connection))
  if (isNew) {
    await requireEmpty(connection)
    await connection.query(NOTES)
  }
  const pending = await pendingMigrations(connection)
  for (const [index, migration] of pending.entries()) {
    if (!isNew) onNext(`${migration.name} (${index + 1} of ${pending.length})`)
    await apply(connection, migration)
  }
  return pending.map(({ name }) => name)
}

/**
 * A migration and its row in `_prisma_migrations` are committed together or not at all. What cannot run in a
 * transaction (`CREATE INDEX CONCURRENTLY`) therefore cannot be part of a migration.
 */
async function apply(connection: pg.Client, { name, sql }: Migration) {
  await connection.query('BEGIN')
  await connection.query(sql)
  await connection.query(
    `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
     VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
    [randomUUID(), createHash('sha256').update(sql).digest('hex'), name],
  )
  await connection.query('COMMIT')
}

/** The migrations still to be applied. Throws when the state of the database forbids applying them. */
async function pendingMigrations(connection: Executor): Promise<Migration[]> {
  const migrations = await readMigrations()
  if (!(await hasNotes(connection))) return migrations
  const known = new Set(migrations.map(({ name }) => name))
  const { rows } = await connection.query<{ name: string; finished: boolean }>(
    `SELECT migration_name AS name, bool_or(finished_at IS NOT NULL) AS finished
       FROM _prisma_migrations WHERE rolled_back_at IS NULL GROUP BY 1 ORDER BY 1`,
  )
  const newer = rows.filter(({ name }) => !known.has(name)).map(({ name }) => name)
  if (newer.length > 0)
    throw new MigrationError(
      `The database was migrated by a newer Quillwire (${newer.join(', ')}). Migrations go forward only: start that ` +
        'version again, or restore the backup from before the update and start this one with it.',
    )
  const half = rows.find(({ finished }) => !finished)
  if (half)
    throw new MigrationError(
      `The migration ${half.name} was cut short under an older Quillwire, which kept half of it. ` +
        'Restore the backup from before the update, and start this version with it.',
    )
  const done = new Set(rows.map(({ name }) => name))
  return migrations.filter(({ name }) => !done.has(name))
}

async function hasNotes(connection: Executor): Promise<boolean> {
  const { rows } = await connection.query(`SELECT to_regclass('_prisma_migrations') AS name`)
  return Boolean(rows[0]?.name)
}

async function requireEmpty(connection: pg.Client) {
  const { rows } = await connection.query<{ tablename: string }>(
    'SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1',
  )
  if (rows.length === 0) return
  const names = rows.map(({ tablename }) => tablename)
  throw new MigrationError(
    `The database holds tables that are not Quillwire’s (${names.slice(0, 3).join(', ')}${names.length > 3 ? ', …' : ''}). ` +
      'Give Quillwire an empty database of its own.',
  )
}

/** Increments the generation of the event log when the data came from another PostgreSQL cluster. */
async function noteCluster(connection: pg.Client) {
  await connection.query(
    `INSERT INTO event_log (id, generation, system_identifier)
     SELECT 1, 1, system_identifier::text FROM pg_control_system()
         ON CONFLICT (id) DO UPDATE
        SET generation = event_log.generation + 1, system_identifier = excluded.system_identifier
      WHERE event_log.system_identifier <> excluded.system_identifier`,
  )
}
