import type { Server } from 'node:http'
import { Server as NetServer } from 'node:net'
import { setTimeout as after, setImmediate as nextTurn } from 'node:timers/promises'
import { promisify } from 'node:util'

/** A client may send a request over an idle connection at any moment. After so long without one it is closed. */
const REUSE_MS = 1000
const LOOK_MS = 50
/** How long to wait for new connections to cease: a flood of them must not keep the server from stopping. */
const NEWCOMERS_MS = 1000

/**
 * Takes no new connections from when it resolves. Requests on earlier connections are answered with `Connection:
 * close`. Give the server to `lastAnswers` then.
 */
export async function stopListening(server: Server): Promise<void> {
  server.prependListener('request', (_request, response) => response.setHeader('connection', 'close'))
  await everybodyIn(server)
  // Not the method of the HTTP server: it closes idle connections, on which a request may be on its way.
  if (server.listening) NetServer.prototype.close.call(server)
}

/** Resolves when every request that was sent has its answer. What takes longer than `patienceMs` is cut off. */
export async function lastAnswers(server: Server, patienceMs: number): Promise<void> {
  const begun = performance.now()
  const connections = promisify(server.getConnections).bind(server)
  while ((await connections()) > 0) {
    const waited = performance.now() - begun
    if (waited > patienceMs) return server.closeAllConnections()
    if (waited > REUSE_MS) server.closeIdleConnections()
    await after(LOOK_MS)
  }
}

/** Waits until Node has taken all connections that the system has ready: those left when listening ends are reset. */
async function everybodyIn(server: Server): Promise<void> {
  const begun = performance.now()
  let came = true
  const note = () => {
    came = true
  }
  server.on('connection', note)
  while (came && performance.now() - begun < NEWCOMERS_MS) {
    came = false
    // One turn may end in the middle of what the system reports.
    await nextTurn()
    await nextTurn()
  }
  server.off('connection', note)
}
