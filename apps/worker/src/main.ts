import { createServer } from 'node:http'
import { readConfig } from '@quillwire/config'
import { openServices } from '@quillwire/core/open-services'
import { answerProbe, createLogger, startTelemetry, supervised } from '@quillwire/process'
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
  const ready = async () => worker !== undefined && (await services.database.answers())
  void answerProbe(request.url ?? '/', response, {
    ready,
    async metrics() {
      // Some of them are read from the database.
      if (!worker || !(await ready())) return null
      return { text: await worker.metrics.render(), contentType: worker.metrics.contentType }
    },
    elsewhere: 'This is the worker. It answers /healthz, /readyz and /metrics.',
  })
})
worker = await startWorker(services, config, log)
server.listen(
  config.INTERNAL_PORT ?? config.PORT,
  config.INTERNAL_PORT ? '127.0.0.1' : config.LISTEN_HOST,
  process.ready,
)
