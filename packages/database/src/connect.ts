/**
 * A process's one door to PostgreSQL: a pool, the Prisma client over that same pool, transactions, and LISTEN/NOTIFY.
 * Prisma and plain SQL return the same types of values: int8 as bigint, bytea as Uint8Array, timestamptz as Date, json
 * parsed.
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
  /**
   * Whether PostgreSQL answers now and takes writes. A server that hangs counts as no answer. Concurrent callers share
   * one query and its result.
   */
  answers(): Promise<boolean>
  /**
   * Runs the function in a transaction of at most 15 s, and rolls back when it throws. Whatever an API client may
   * repeat is written in a transaction, even if it is a single statement: `withEachCommit` records in the same commit
   * that the request was carried out.
   */
  transaction<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result>
  /**
   * Like `transaction`, for hot paths: plain SQL only, and each connection keeps its statements prepared. Write the SQL
   * as constants, because every distinct text stays prepared.
   */
  sqlTransaction<Result>(work: (tx: Executor) => Promise<Result>): Promise<Result>
  /** Closes every connection, after waiting for the queries that are running. */
  close(): Promise<void>
}

export interface ConnectOptions {
  /** Shown in `pg_stat_activity`. */
  applicationName: string
  maxConnections?: number
  /** How long a connection may be in use before the server is asked whether it is still working for it. */
  patienceMs?: number
  /** Called for each connection that breaks while idle. The pool replaces it by itself. */
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
      // The timer covers the case in which all connections hang, so that the query cannot even be sent. After this
      // process itself has stood still, the answer may already have arrived: setImmediate lets it be read first.
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
  // A connection that ends in mid-transaction fails the query and also emits this event. Without a listener, the event
  // would end the process.
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
    // A connection that cannot even roll back does not return to the pool.
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
