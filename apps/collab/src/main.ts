import { createServer } from 'node:http'
import { runProcess } from '@quillwire/core/run-process'
import { asksForWebSocket, clientAddress } from '@quillwire/http'
import { answerProbe } from '@quillwire/process'
import { limitsOf } from './admission/limits.ts'
import { startCollab } from './collab.ts'

await runProcess('collab', async ({ config, log, services, databaseThere }) => {
  await databaseThere
  const { transports, metrics, healthy, drain } = await startCollab(services, log, {
    limits: limitsOf(config),
    redisUrl: config.REDIS_URL,
    addressOf: clientAddress(config.TRUSTED_PROXIES),
  })
  // Probes always come here, clients only where no launcher stands in front (in a cluster).
  const server = createServer({ shouldUpgradeCallback: asksForWebSocket }, (request, response) => {
    if (transports.request(request, response)) return
    void answerProbe(request.url ?? '/', response, {
      ready: async () => healthy() && (await services.database.answers()),
      metrics: async () => ({
        text: await metrics.registry.metrics(),
        contentType: metrics.registry.contentType,
      }),
      elsewhere: 'This is the sync server. Its sockets are at /collab and /yjs.',
    })
  })
  // A stream stays open, and a slow writer takes its time: the transports set the limits.
  server.requestTimeout = 0
  return {
    server,
    upgrade: transports.upgrade,
    async drain() {
      server.close()
      await drain()
    },
  }
})
