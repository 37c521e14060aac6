/**
 * The web process: the REST API in front of Next.js, on one port. The API runs unbundled, outside Next.js; the pages
 * call it in process (see server/ask-api.ts) and from the browser.
 */
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { createApi } from '@quillwire/api'
import { requireFilesFolder } from '@quillwire/config'
import { tryBucket } from '@quillwire/core/files/try-bucket'
import { createAuth } from '@quillwire/core/identity/auth'
import { hasPeople } from '@quillwire/core/identity/has-people'
import { runProcess } from '@quillwire/core/run-process'
import { asksForWebSocket, clientAddress, lastAnswers, refuseUpgrade, stopListening } from '@quillwire/http'
import { answerProbe } from '@quillwire/process'
import { createTransformer, endpointPolicy } from '@quillwire/webhooks'
import { createEventStreams } from '@quillwire/webhooks/stream'
import next from 'next'
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import packageJson from '../package.json' with { type: 'json' }
import { apiListener } from './api-listener.ts'
import { createEventSocket } from './event-stream/event-socket.ts'
import { observeEventStreams, showEventStreams } from './event-stream/event-stream-metrics.ts'
import { REQUESTED_PATH } from './lib/requested-path.ts'
import { pageAnswers } from './page-answers.ts'
import { isReadablePath } from './readable-path.ts'
import { shownPath } from './shown-path.ts'

/** How long a stopping process may take to answer the requests that it already has. */
const ANSWER_MS = 6000

await runProcess('web', async ({ config, log, services, port, hostname }) => {
  // A launcher has checked it already; the pages that it serves do not depend on it.
  if (!config.INTERNAL_PORT) requireFilesFolder(config.FILES_URL)
  if (config.FILES_URL.startsWith('s3:'))
    void tryBucket(services.files).catch((error) =>
      log.error({ err: error }, 'file_store_unavailable: the bucket of FILES_URL cannot be used'),
    )
  const auth = createAuth(services, {
    signUp: config.SIGN_UP,
    sendsMail: config.SMTP_URL !== undefined,
    logger: log,
  })
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const onStreamError = (error: unknown) => log.warn({ err: error }, 'an event stream failed, will try again')
  const eventStreams = createEventStreams(services, {
    ...observeEventStreams(registry),
    onError: onStreamError,
    retentionDays: config.RETENTION_DAYS,
  })
  showEventStreams(registry, eventStreams)
  const transformer = createTransformer((error) =>
    log.error({ err: error }, 'the sandbox for transformations could not be started'),
  )
  const addressOf = clientAddress(config.TRUSTED_PROXIES)
  const eventSocket = createEventSocket({
    services,
    auth,
    streams: eventStreams,
    addressOf,
    onError: onStreamError,
  })
  const stopping = new AbortController()
  const api = createApi({
    services,
    stopping: stopping.signal,
    auth,
    eventStreams,
    logger: log,
    requestsPerSecond: config.API_MAX_REQUESTS_PER_SECOND,
    version: packageJson.version,
    endpointPolicy: endpointPolicy(config),
    transformer,
  })
  const answers = pageAnswers(api.fetch)
  globalThis.quillwireApi = {
    fetch: answers.ask,
    signUp: config.SIGN_UP,
    sendsMail: config.SMTP_URL !== undefined,
    hasPeople: () => answers.look(hasPeople(services)),
  }

  const requestSeconds = new Histogram({
    name: 'quillwire_http_request_seconds',
    help: 'HTTP requests.',
    labelNames: ['kind', 'status'],
    registers: [registry],
  })

  const dev = process.env.NODE_ENV === 'development'
  const pages = next({ dev, dir: fileURLToPath(new URL('..', import.meta.url)), port, hostname })
  await pages.prepare()
  const handlePage = pages.getRequestHandler()
  const handleApi = apiListener({ fetch: api.fetch, addressOf })

  const server = createServer({ shouldUpgradeCallback: asksForWebSocket }, (request, response) => {
    const path = request.url ?? '/'
    if (/^\/(healthz|readyz|metrics)(\?|$)/.test(path))
      return void answerProbe(path, response, {
        ready: services.database.answers,
        metrics: async () => ({ text: await registry.metrics(), contentType: registry.contentType }),
        elsewhere: 'There is no such page.',
      })
    const isApi = path.startsWith('/api/')
    request.headers[REQUESTED_PATH] = path
    const end = requestSeconds.startTimer({ kind: isApi ? 'api' : 'page' })
    response.once('close', () => end({ status: String(response.statusCode) }))
    if (!isApi && !isReadablePath(path)) {
      // Next.js would take it for a fault of ours.
      response.writeHead(400, { 'content-type': 'text/plain; charset=utf-8' })
      return void response.end('This address cannot be read. Was all of it copied?\n')
    }
    const makePage = () => answers.make(response, () => handlePage(request, response))
    void (isApi ? handleApi(request, response) : makePage()).catch((error: unknown) => {
      log.error({ err: error, path: shownPath(path) }, 'request failed')
      if (!response.headersSent) response.writeHead(500)
      response.end()
    })
  })
  const handleUpgrade = dev ? pages.getUpgradeHandler() : undefined

  return {
    server,
    upgrade(request, socket, head) {
      if (eventSocket.upgrade(request, socket, head)) return
      if (handleUpgrade) void handleUpgrade(request, socket, head)
      else refuseUpgrade(socket, 404)
    },
    async drain() {
      // First of all: a client that is told to come back in a moment must then reach another process.
      await stopListening(server)
      stopping.abort()
      await Promise.all([eventSocket.close(), eventStreams.close(), lastAnswers(server, ANSWER_MS)])
      await transformer.close()
    },
  }
})
