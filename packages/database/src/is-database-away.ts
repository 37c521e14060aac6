/**
 * Whether a statement failed because PostgreSQL could not be reached, went away meanwhile or accepts nothing at the
 * moment, so that the same statement may well succeed later. The errors that `pg` and Prisma throw then have little in
 * common: a code of Node's, PostgreSQL's or Prisma's, or only a message.
 */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (AWAY_MESSAGE.test(error.message)) return true
  return codesOf(error).some((code) => AWAY_CODE.test(code))
}

/** Messages of `pg` that come without a code. */
const AWAY_MESSAGE =
  /^(Connection terminated|timeout expired|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error)/

const AWAY_CODE = new RegExp(
  `^(${[
    // Node: no connection, or one that broke.
    'ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN',
    // SQLSTATE: connection, resources such as the disk, shutdown or startup, I/O, a standby after a fail-over.
    '08...|53...|57P0[123]|58...|25006',
    // Prisma: the connection, and its pool, where a transaction gets no connection in time or waits too long.
    'P10(01|02|08|11|17)|P2024|P2028|P2037',
    // What Prisma's adapter calls errors that it has no code for.
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
