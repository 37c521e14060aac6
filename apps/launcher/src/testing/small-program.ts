/** As small as a process can be that stands in for web, worker or collab in the launcher's tests. */
import { createServer, type RequestListener } from 'node:http'
import { KEEP_ALIVE_MS } from '@quillwire/http'
import { createLogger, type SupervisedOptions, supervised } from '@quillwire/process'

export function smallProgram(
  name: string,
  answer: RequestListener,
  onUpgrade?: SupervisedOptions['onUpgrade'],
) {
  const log = createLogger(name, 'info')
  const server = createServer((request, response) => {
    if (request.url === '/readyz' || request.url === '/healthz') response.end('ok')
    else if (request.url === '/metrics') response.end(`# TYPE small_total counter\nsmall_total{a="b"} 1\n`)
    else answer(request, response)
  })
  server.keepAliveTimeout = KEEP_ALIVE_MS
  const { ready } = supervised({
    log,
    onUpgrade,
    async drain() {
      await new Promise<void>((done) => {
        server.close(() => done())
        server.closeIdleConnections()
      })
      log.info('drained')
    },
  })
  server.listen(Number(process.env.INTERNAL_PORT), '127.0.0.1', ready)
  return { server, log }
}
