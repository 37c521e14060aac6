/** `npm start` and `npm run dev`, once everything is installed and built. */
import { createLogger, readConfig } from '@quillwire/config'
import { type Launched, launch } from './launch.ts'
import { createOutput } from './output.ts'
import { root } from './programs.ts'
import { startErrorLine } from './start-error.ts'
import { watchSources } from './watch-sources.ts'

/** npm and the terminal both pass Ctrl-C on: signals this near to each other, in ms, are one. */
const ONE_SIGNAL_MS = 1_000

const output = createOutput((text) => process.stdout.write(text), process.stdout.isTTY ?? false)

function fail(error: unknown): never {
  const line = startErrorLine(error)
  process.stderr.write(line ? `${line}\n` : `Quillwire could not start. ${(error as Error).stack}\n`)
  process.exit(1)
}

try {
  process.chdir(root)
  const config = readConfig()
  const log = createLogger('launcher', config.LOG_LEVEL, { write: (line) => output.line('launcher', line) })
  const starting = launch({ config, log, output })
  stopOnSignals(starting)
  const quillwire = await starting
  if (process.argv.includes('--dev')) restartOnChange(quillwire)
  if (await quillwire.ready()) process.stdout.write(`Quillwire is ready at ${config.PUBLIC_URL}\n`)
} catch (error) {
  fail(error)
}

function stopOnSignals(starting: Promise<Launched>) {
  let first: number | undefined
  const stop = async () => {
    if (first === undefined) {
      first = Date.now()
      const quillwire = await starting.catch(() => undefined) // its error is told where it is awaited
      await quillwire?.stop()
      process.exit(0)
    } else if (Date.now() - first > ONE_SIGNAL_MS) {
      process.stdout.write('Stopping at once.\n')
      const quillwire = await starting.catch(() => undefined)
      quillwire?.hurry()
    }
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  // The program that started us is gone: its terminal or service manager no longer knows of us.
  process.on('disconnect', stop)
}

function restartOnChange({ programs }: Launched) {
  // web reloads its own pages.
  const { collab, worker } = programs
  watchSources(['collab', 'worker'], (app) => {
    for (const program of [collab, worker]) if (app === null || app === program.name) program.restart()
  })
}
