/** A launcher with the small programs, as a process of its own that can be sent signals. */
import { fileURLToPath } from 'node:url'
import { readConfig } from '@quillwire/config'
import { createLogger } from '@quillwire/process'
import { launch } from '../launch.ts'
import { createOutput } from '../output.ts'
import { stopOnSignals } from '../stop-on-signals.ts'

const config = readConfig()
const output = createOutput((text) => process.stdout.write(text), false)
const log = createLogger('launcher', config.LOG_LEVEL, { write: (line) => output.line('launcher', line) })
const starting = launch({
  config,
  log,
  output,
  main: (name) => fileURLToPath(new URL(`./${name}.ts`, import.meta.url)),
})
stopOnSignals(starting)
const quillwire = await starting.catch((error: Error) => {
  process.stderr.write(`${error.message}\n`)
  process.exit(1)
})
if (await quillwire.ready()) process.stdout.write(`Quillwire is ready at ${config.PUBLIC_URL}\n`)
