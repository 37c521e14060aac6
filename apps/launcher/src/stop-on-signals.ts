import type { Launched } from './launch.ts'

/** npm and the terminal both pass Ctrl-C on: signals this near to each other, in ms, are one. */
const ONE_SIGNAL_MS = 1_000

/** SIGINT and SIGTERM drain, and end the process with code 0; a second one ends the processes without draining. */
export function stopOnSignals(starting: Promise<Launched>): void {
  let first: number | undefined
  const stop = async () => {
    if (first === undefined) {
      first = performance.now()
      const quillwire = await starting.catch(() => undefined) // its error is told where it is awaited
      await quillwire?.stop()
      process.exit(0)
    } else if (performance.now() - first > ONE_SIGNAL_MS) {
      process.stdout.write('Stopping at once.\n')
      const quillwire = await starting.catch(() => undefined)
      quillwire?.hurry()
    }
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  process.on('SIGHUP', stop) // the terminal was closed
  process.stdout.on('error', () => {}) // and nobody reads any more
  // The program that started us is gone: its terminal or service manager no longer knows of us.
  process.on('disconnect', stop)
}
