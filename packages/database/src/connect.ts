/**
 * One door to PostgreSQL for a process: a pool, the Prisma client over that same pool, transactions, and
 * LISTEN/NOTIFY. Values come back alike from Prisma and from plain SQL: int8 as bigint, bytea as Uint8Array,
 * timestamptz as Date, json parsed.
 */
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { type Prisma, PrismaClient } from './generated/client.ts'
import { createNotifications, type Notifications } from './listen.ts'
import { ANSWER_MS, prepareSession } from './session.ts'
import { watchConnections } from './watch-connections.ts'
import { accompanied } from './with-each-commit.ts'

/** Anything that runs SQL: the pool or a transaction. Cast parameters in the SQL: `$1::uuid`. */
export interface Executor {
  /**
   * @param preparedAs a name under which each connection of the pool keeps the statement prepared; for hot paths.
   */
  query<Row extends object = Record<string, unknown>>(
    text: string,
    values?: readonly unknown[],
    preparedAs?: string,
  ): Promise<{ rows: Row[] }>
}

/** A Prisma transaction that also takes plain SQL. It commits when its function returns. */
export type Transaction = Prisma.TransactionClient & Executor

export interface Database extends Executor, Notifications {
  readonly prisma: PrismaClient
  readonly pool: pg.Pool
  /** Whether PostgreSQL answers now and takes writes; one that hangs does not. Whoever asks meanwhile gets the same answer. */
  answers(): Promise<boolean>
  /**
   * Runs the function in a transaction; rolls back when it throws. At most 15 s. What a caller of the API may repeat is written
   * in one, also by a single statement: `withEachCommit` notes with the commit that it was carried out.
   */
  transaction<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result>
  /**
   * As `transaction`, for hot paths: plain SQL alone, each statement kept prepared by its connection. Write the SQL as
   * constants, since every text that was ever used stays prepared.
   */
  sqlTransaction<Result>(work: (tx: Executor) => Promise<Result>): Promise<Result>
  /** Ends every connection. Queries that run are waited for. */
  close(): Promise<void>
}

export interface ConnectOptions {
  /** Shown in `pg_stat_activity`. */
  applicationName: string
  maxConnections?: number
  /** After so long the server is asked whether it still works on what a connection waits for. */
  patienceMs?: number
  /** Told of connections that break while idle; they are replaced by themselves. */
  onError(error: Error): void
}

const WRITABLE = `SELECT current_setting('transaction_read_only') = 'off' AS writable`

const parseBigInt = (text: string) => BigInt(text)

/** Makes the pool; connections are opened when they are first needed. */
export function connect(url: string, options: ConnectOptions): Database {
  const { onError, patienceMs = 10_000 } = options
  const pool = new pg.Pool({
    connectionString: url,
    application_name: options.applicationName,
    max: options.maxConnections ?? 10,
    connectionTimeoutMillis: 10_000,
    onConnect: prepareSession,
    types: {
      // The cast: pg types the parser by format, and text is the only one in use here.
      getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
        oid === pg.types.builtins.INT8 && format !== 'binary'
          ? parseBigInt
          : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
    },
  })
  pool.on('error', onError)
  const watch = watchConnections(pool, url, patienceMs, onError)
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool, { onPoolError: onError }) })
  const notifications = createNotifications(url, options.applicationName, pool, onError)

  let asking: Promise<boolean> | undefined
  const ask = () =>
    new Promise<boolean>((resolve) => {
      // Where all connections hang, there is none to ask on.
      // Where this process stood still for that long, the answer may be there, and is read before.
      const late = setTimeout(() => setImmediate(resolve, false), ANSWER_MS)
      pool
        // The cast: pg knows the limit, and its types do not.
        .query({ text: WRITABLE, query_timeout: 2 * ANSWER_MS } as pg.QueryConfig)
        .then(
          ({ rows }) => resolve(rows[0].writable),
          () => resolve(false),
        )
        .finally(() => clearTimeout(late))
    })

  return {
    prisma,
    pool,
    ...notifications,
    async query<Row extends object>(text: string, values: readonly unknown[] = [], preparedAs?: string) {
      const { rows } = await pool.query({ text, values: [...values], name: preparedAs })
      return { rows: rows as Row[] } // the caller names the row that its SQL returns
    },
    answers() {
      asking ??= ask().finally(() => {
        asking = undefined
      })
      return asking
    },
    transaction(work) {
      const whole = accompanied(work)
      return prisma.$transaction((client) => whole(withQuery(client)), { timeout: 15_000, maxWait: 10_000 })
    },
    sqlTransaction: (work) => inTransaction(pool, accompanied(work)),
    async close() {
      watch.stop()
      await notifications.closeNotifications()
      await prisma.$disconnect()
      if (!pool.ended) await pool.end()
    },
  }
}

function withQuery(client: Prisma.TransactionClient): Transaction {
  const query: Executor['query'] = async <Row extends object>(
    text: string,
    values: readonly unknown[] = [],
  ) => ({
    rows: (await client.$queryRawUnsafe(text, ...values)) as Row[], // as above
  })
  return new Proxy(client, {
    get: (target, name) => (name === 'query' ? query : Reflect.get(target, name)),
  }) as Transaction // the proxy adds what the type adds
}

async function inTransaction<Result>(
  pool: pg.Pool,
  work: (tx: Executor) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect()
  let broken: Error | undefined
  // A connection that ends in the middle says so here too, beside failing the query; unheard it would end the process.
  const onBroken = (error: Error) => {
    broken = error
  }
  client.on('error', onBroken)
  try {
    await client.query('BEGIN')
    const result = await work({
      async query<Row extends object>(text: string, values: readonly unknown[] = []) {
        const { rows } = await client.query({ text, values: [...values], name: nameOf(text) })
        return { rows: rows as Row[] } // as above
      },
    })
    await client.query('COMMIT')
    return result
  } catch (error) {
    // A connection that cannot even roll back is not given to the next.
    await client.query('ROLLBACK').catch((failed: Error) => {
      broken = failed
    })
    throw error
  } finally {
    client.off('error', onBroken)
    client.release(broken)
  }
}

const statementNames = new Map<string, string>()

function nameOf(text: string): string {
  const name = statementNames.get(text) ?? `statement ${statementNames.size + 1}`
  statementNames.set(text, name)
  return name
}
