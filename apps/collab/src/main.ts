import { createServer } from 'node:http'
import { readConfig } from '@quillwire/config'
import { openServices } from '@quillwire/core/open-services'
import { clientAddress } from '@quillwire/http'
import { answerProbe, createLogger, startTelemetry, supervised } from '@quillwire/process'
import { type Collab, startCollab } from './collab.ts'
import { limitsOf } from './limits.ts'
import { within } from './within.ts'

const CLOSE_MS = 1000

const config = readConfig()
const log = createLogger('collab', config.LOG_LEVEL)
const telemetry = await startTelemetry(config, 'collab')
let collab: Collab | undefined

const process = supervised({
  log,
  onUpgrade({ request, socket, head }) {
    if (collab) collab.transports.upgrade(request, socket, head)
    else socket.destroy()
  },
  async drain() {
    server.close()
    await collab?.drain()
    // Which waits for every query that runs.
    await within(CLOSE_MS, services.database.close())
    await telemetry.stop()
  },
})

const services = await openServices(config, 'collab', log)
// Its own listener: the probes always, and the sockets where no launcher stands in front (in a cluster).
const server = createServer((request, response) => {
  if (collab?.transports.request(request, response)) return
  void answerProbe(request.url ?? '/', response, {
    ready: async () => (collab?.healthy() ?? false) && (await services.database.answers()),
    async metrics() {
      const registry = collab?.metrics.registry
      return registry ? { text: await registry.metrics(), contentType: registry.contentType } : null
    },
    elsewhere: 'This is the sync server. It has /collab and /yjs for sockets.',
  })
})
// A stream stays open, and so does the connection of whoever writes slowly; limits are set behind.
server.requestTimeout = 0
server.on('upgrade', (request, socket, head) => {
  if (collab) collab.transports.upgrade(request, socket, head)
  else socket.destroy()
})
collab = await startCollab(services, log, {
  limits: limitsOf(config),
  redisUrl: config.REDIS_URL,
  addressOf: clientAddress(config.TRUSTED_PROXIES),
})
server.listen(
  config.INTERNAL_PORT ?? config.PORT,
  config.INTERNAL_PORT ? '127.0.0.1' : config.LISTEN_HOST,
  () => {
    process.ready()
  },
)
