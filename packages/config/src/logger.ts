import { type DestinationStream, type Logger, pino } from 'pino'

export type { Logger }

const SECRETS = ['authorization', 'cookie', 'set-cookie', 'password', 'secret', 'token']

/**
 * The log of a process: a line of JSON per entry, with the process's name, on standard output. Values under names
 * such as `authorization`, `password` or `token` are left out, up to two levels deep.
 */
export function createLogger(process: string, level: string, destination?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: { process },
      timestamp: pino.stdTimeFunctions.isoTime,
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
