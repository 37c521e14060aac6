import { createServer } from 'node:http'
import { runProcess } from '@quillwire/core/run-process'
import { answerProbe } from '@quillwire/process'
import { startWorker } from './worker.ts'

await runProcess('worker', async ({ config, log, services, databaseThere }) => {
  await databaseThere
  const worker = await startWorker(services, config, log)
  const ready = services.database.answers
  const server = createServer((request, response) => {
    void answerProbe(request.url ?? '/', response, {
      ready,
      async metrics() {
        // Some metrics are read from the database.
        if (!(await ready())) return null
        return { text: await worker.metrics.render(), contentType: worker.metrics.contentType }
      },
      elsewhere: 'This is the worker. It answers /healthz, /readyz and /metrics.',
    })
  })
  return {
    server,
    async drain() {
      server.close()
      await worker.drain()
    },
  }
})
