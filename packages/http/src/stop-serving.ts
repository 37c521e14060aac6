import type { Server } from 'node:http'
import { Server as NetServer } from 'node:net'
import { setTimeout as after, setImmediate as nextTurn } from 'node:timers/promises'
import { promisify } from 'node:util'

/** Who has a connection that was used before may send a request at this moment; after so long without one it is closed. */
const REUSE_MS = 1000
const LOOK_MS = 50
/** A flood of newcomers does not keep it from stopping. */
const NEWCOMERS_MS = 1000

/**
 * Takes no new connections from when it resolves. Whoever came before gets an answer, and with it that the connection
 * ends. The server is to be given to `lastAnswers` then.
 */
export async function stopListening(server: Server): Promise<void> {
  server.prependListener('request', (_request, response) => response.setHeader('connection', 'close'))
  await everybodyIn(server)
  // Not the method of the HTTP server, which closes connections on which a request may be on its way.
  if (server.listening) NetServer.prototype.close.call(server)
}

/** Resolves when whoever has sent a request has the answer. What takes longer than `patienceMs` is cut off. */
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

/** The system has connections ready that Node takes one by one. Those that are left when it listens no more are reset. */
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
