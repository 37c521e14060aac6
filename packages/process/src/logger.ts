import { type DestinationStream, type Logger, pino, stdSerializers } from 'pino'

export type { Logger }

const SECRETS = ['authorization', 'cookie', 'set-cookie', 'password', 'secret', 'token']

/** What is logged of Node's, PostgreSQL's and our own errors. */
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

/** The codes of PostgreSQL's errors about data, and of Prisma's: their messages may quote the value. */
const ABOUT_DATA = /^(22...|P2...)$/

/** The text without what this error, or one of its causes, quotes from its input. */
function withoutInput(text: string, error: unknown, depth = 0): string {
  if (!(error instanceof Error) || depth > 8) return text
  const shown = error.message && text.replaceAll(error.message, (said) => shownOf(said, error))
  return withoutInput(shown || text, error.cause, depth + 1)
}

function shownOf(message: string, error: Error): string {
  // Its last line says what is wrong. The lines before quote what was to be written.
  if (error.name === 'PrismaClientValidationError') return message.slice(message.lastIndexOf('\n') + 1)
  const code = 'code' in error ? String(error.code) : ''
  const quotes = error instanceof SyntaxError || ABOUT_DATA.test(code)
  return quotes ? message.replace(/".*"/s, '"…"') : message
}

/**
 * What went wrong and where, without the other properties of an error. PostgreSQL's have the row, a piece of the text,
 * and the connection with the query that it runs and its values.
 */
function tell(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { type, message, stack } = stdSerializers.err(error)
  // The cast: a name that was just found.
  const told = TOLD_OF_ERRORS.flatMap((name) => (name in error ? [[name, error[name as keyof Error]]] : []))
  const several = error instanceof AggregateError ? { errors: error.errors.map(tell) } : {}
  const words = { message: withoutInput(message, error), stack: withoutInput(stack, error) }
  return { type, ...words, ...Object.fromEntries(told), ...several }
}

/**
 * The log of a process: a line of JSON per entry, with the process's name, on standard output. Values under names
 * such as `authorization`, `password` or `token` are left out, up to two levels deep; `err` only says what went wrong.
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
    destination ?? standardOutput(),
  )
}

/** What cannot be written, as on a full disk, waits for the next line, up to so many bytes. The rest is dropped. */
const MOST_WAITING = 1024 * 1024

function standardOutput(): DestinationStream {
  // Synchronous: the last lines before a crash are the ones that matter.
  const output = pino.destination({ fd: 1, sync: true, maxLength: MOST_WAITING })
  output.on('error', () => {}) // there is nowhere to say it, and no reason to stop
  return output
}
