/**
 * Whether a statement failed because PostgreSQL could not be reached, went away meanwhile or takes nothing at the moment, so
 * that the same may well succeed later. What `pg` and Prisma throw then has little in common: a code of Node's, of
 * PostgreSQL's or of Prisma's, or a sentence alone.
 */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (AWAY_MESSAGE.test(error.message)) return true
  return codesOf(error).some((code) => AWAY_CODE.test(code))
}

/** What `pg` says without a code. */
const AWAY_MESSAGE =
  /^(Connection terminated|timeout expired|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error)/

const AWAY_CODE = new RegExp(
  `^(${[
    // Node: no connection, or one that broke.
    'ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN',
    // SQLSTATE: connection, resources such as the disk, shut-down or start, input and output, a standby after a fail-over.
    '08...|53...|57P0[123]|58...|25006',
    // Prisma: of the connection, and of its pool, where a transaction gets none in time or waits for others until it is too late.
    'P10(01|02|08|11|17)|P2024|P2028|P2037',
    // What Prisma's adapter calls what it has no code for.
    'ConnectionClosed|DatabaseNotReachable|SocketTimeout|TlsConnectionError|TooManyConnections',
  ].join('|')})$`,
)

interface PrismaMeta {
  driverAdapterError?: { cause?: { originalCode?: unknown; kind?: unknown } }
}

function codesOf(error: Error & { code?: unknown; meta?: PrismaMeta }): string[] {
  const cause = error.meta?.driverAdapterError?.cause
  return [error.code, cause?.originalCode, cause?.kind].filter((code) => typeof code === 'string')
}
