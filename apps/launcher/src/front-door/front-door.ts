/**
 * The one public port. It is taken first of all, so that a port in use is known before anything is built or started;
 * until the processes serve, it answers 503 to all but `/healthz`.
 */
import { createServer, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Config } from '@quillwire/config'
import { asksForWebSocket, KEEP_ALIVE_MS, trustedProxies } from '@quillwire/http'
import type { Supervised } from '../supervise.ts'
import { handOver, ownerOf, refuse } from './hand-over.ts'
import { createProxy, type ProxyOptions } from './proxy-request.ts'
import { proxyUpgrade } from './proxy-upgrade.ts'
import { unavailable } from './unavailable.ts'

export interface Behind {
  web: Pick<Supervised, 'isReady' | 'child' | 'internalPort'>
  collab: Pick<Supervised, 'isReady' | 'child' | 'internalPort'>
  /** Answers `/readyz` and `/metrics`. */
  answerProbe(path: string, response: ServerResponse): void
}

export interface FrontDoor {
  /** From now on requests are handed to these. */
  open(behind: Behind): void
  /** Takes no new connections; answers that are under way go on. */
  stopAccepting(): void
  /** Ends what is still open. Sockets that were handed over are not touched. */
  close(): void
}

const PROBES = ['/readyz', '/metrics']

/** Takes the port. Rejects with Node's error (`EADDRINUSE` …) when it cannot be had. */
export async function createFrontDoor(
  config: Pick<Config, 'PORT' | 'LISTEN_HOST' | 'TRUSTED_PROXIES'>,
): Promise<FrontDoor> {
  const trusts = trustedProxies(config.TRUSTED_PROXIES)
  let behind: Behind | undefined
  let proxy: ReturnType<typeof createProxy> | undefined
  let collabProxy: ReturnType<typeof createProxy> | undefined

  const server = createServer({ shouldUpgradeCallback: asksForWebSocket }, (request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/'
    // A long migration is no reason to kill us.
    if (path === '/healthz') sayAlive(response)
    else if (behind && PROBES.includes(path)) behind.answerProbe(path, response)
    else {
      const [owner, way] = isOfCollab(path) ? [behind?.collab, collabProxy] : [behind?.web, proxy]
      if (owner?.isReady() && way) way.forward(request, response)
      else unavailable(request, response, 503)
    }
  })
  server.requestTimeout = 0 // an upload over a slow line is no attack; the process behind sets limits
  server.keepAliveTimeout = KEEP_ALIVE_MS
  server.on('upgrade', (request, stream, head) => {
    const socket = stream as Socket // the server is plain http: its streams are TCP sockets
    socket.on('error', () => socket.destroy())
    const owner = ownerOf(request.url)
    if (!behind) refuse(socket)
    else if (!owner) proxyUpgrade(behind.web.internalPort, request, socket, head)
    else if (behind[owner].isReady()) handOver(behind[owner].child(), request, socket, head, trusts)
    else refuse(socket)
  })
  await new Promise<void>((done, fail) => {
    server.once('error', fail)
    server.listen({ port: config.PORT, host: config.LISTEN_HOST }, done)
  })

  return {
    open(given) {
      behind = given
      const onUnreachable: ProxyOptions['onUnreachable'] = (request, response) =>
        unavailable(request, response, 502)
      proxy = createProxy({ port: given.web.internalPort, trusts, onUnreachable })
      // The editor's transport where WebSockets are blocked.
      collabProxy = createProxy({ port: given.collab.internalPort, trusts, onUnreachable })
    },
    stopAccepting() {
      server.close()
      server.closeIdleConnections()
      proxy?.endIdle()
      collabProxy?.endIdle()
    },
    close() {
      server.close()
      server.closeAllConnections()
      proxy?.close()
      collabProxy?.close()
    },
  }
}

/** The transport over HTTP, and the addresses of sockets, which say what they are to a request without an upgrade. */
function isOfCollab(path: string): boolean {
  return path.startsWith('/collab/') || ownerOf(path) === 'collab'
}

function sayAlive(response: ServerResponse) {
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end('{"status":"ok"}\n')
}
