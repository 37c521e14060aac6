import { createServer } from 'node:http'
import { createLogger, readConfig, startTelemetry, supervised } from '@quillwire/config'
import { openServices } from '@quillwire/core/open-services'
import { answerProbe } from './probes.ts'
import { startWorker, type Worker } from './worker.ts'

const config = readConfig()
const log = createLogger('worker', config.LOG_LEVEL)
const telemetry = await startTelemetry(config, 'worker')
let worker: Worker | undefined

const process = supervised({
  log,
  async drain() {
    server.close()
    await worker?.drain()
    await services.database.close()
    await telemetry.stop()
  },
})

const services = await openServices(config, 'worker', log)
const server = createServer((request, response) => {
  answerProbe(services.database, worker, request, response).catch((error) => {
    log.error({ err: error }, 'a probe failed')
    response.destroy()
  })
})
worker = await startWorker(services, config, log)
server.listen(
  config.INTERNAL_PORT ?? config.PORT,
  config.INTERNAL_PORT ? '127.0.0.1' : config.LISTEN_HOST,
  process.ready,
)
