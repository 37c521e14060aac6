import { type DestinationStream, type Logger, pino, stdSerializers } from 'pino'

export type { Logger }

const SECRETS = ['authorization', 'cookie', 'set-cookie', 'password', 'secret', 'token']

/** Of Node's, PostgreSQL's and our own errors. */
const TOLD_OF_ERRORS = [
  'code',
  'kind',
  'status',
  'errno',
  'syscall',
  'address',
  'port',
  'severity',
  'schema',
  'table',
  'column',
  'constraint',
  'routine',
] as const

/**
 * What went wrong and where. Not what else hangs on an error: of PostgreSQL's that is the row, a piece of the text, and the
 * connection with the query that it runs and its values.
 */
function tell(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { type, message, stack } = stdSerializers.err(error)
  const told = TOLD_OF_ERRORS.flatMap((name) => (name in error ? [[name, error[name as keyof Error]]] : []))
  const several = error instanceof AggregateError ? { errors: error.errors.map(tell) } : {}
  return { type, message, stack, ...Object.fromEntries(told), ...several }
}

/**
 * The log of a process: a line of JSON per entry, with the process's name, on standard output. Values under names
 * such as `authorization`, `password` or `token` are left out, up to two levels deep; of `err` stands what went wrong.
 */
export function createLogger(process: string, level: string, destination?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: { process },
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: tell },
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: SECRETS.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]),
        censor: '[redacted]',
      },
    },
    // Synchronous: the last lines before a crash are the ones that matter.
    destination ?? pino.destination({ fd: 1, sync: true }),
  )
}
