/** `npm start` and `npm run dev`, once everything is installed and built. */
import { readConfig, requireFilesFolder } from '@quillwire/config'
import { createLogger } from '@quillwire/process'
import { launch } from './launch.ts'
import { createOutput } from './output.ts'
import { root } from './programs.ts'
import { failStart } from './start-error.ts'
import { stopOnSignals } from './stop-on-signals.ts'
import { restartOnChange } from './watch-sources.ts'

const output = createOutput((text) => process.stdout.write(text), process.stdout.isTTY ?? false)

try {
  process.chdir(root)
  const config = readConfig()
  requireFilesFolder(config.FILES_URL)
  const log = createLogger('launcher', config.LOG_LEVEL, { write: (line) => output.line('launcher', line) })
  const starting = launch({ config, log, output })
  stopOnSignals(starting)
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'an uncaught error; Quillwire stops')
    starting.then((quillwire) => quillwire.stop()).finally(() => process.exit(1))
  })
  const quillwire = await starting
  if (process.argv.includes('--dev')) restartOnChange(quillwire.programs)
  if (await quillwire.ready()) process.stdout.write(`Quillwire is ready at ${config.PUBLIC_URL}\n`)
} catch (error) {
  failStart(error)
}
