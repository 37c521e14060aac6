/** How connections to receivers are made: straight, or through a proxy. */
import type { Socket } from 'node:net'
import { buildConnector, Pool } from 'undici'
import { type GuardOptions, guardedConnector } from '../../address-guard/guarded-connector.ts'
import { ProxyFailed } from './proxy-failed.ts'

export interface Route {
  /** @param signal gives up a tunnel that a proxy has not opened yet. What else connects has a short time limit. */
  connect(target: buildConnector.Options, signal: AbortSignal, callback: buildConnector.Callback): void
  /** Null where none stands between. */
  proxy: HttpProxy | null
  /** Gives up the tunnels that a proxy has not opened yet, and its idle connections. */
  destroy(): Promise<void>
}

/** What a proxy is told with each request over http. It forwards these, and sees nothing of what goes over https. */
export interface HttpProxy {
  /** The value of `Proxy-Authorization`, if it asks for one. */
  authorization: string | null
}

const CONNECT_TIMEOUT_MS = 10_000

export function directRoute(guard: Omit<GuardOptions, 'connectTimeoutMs'>): Route {
  const connect = guardedConnector({ ...guard, connectTimeoutMs: CONNECT_TIMEOUT_MS })
  return {
    connect: (target, _signal, callback) => connect(target, callback),
    proxy: null,
    destroy: async () => {},
  }
}

/** Requests over http go to the proxy itself. For each connection over https it opens a tunnel to the receiver. */
export function routeThroughProxy(proxyUrl: string, connectTimeoutMs = CONNECT_TIMEOUT_MS): Route {
  const { protocol, host, hostname, port, origin, username, password } = new URL(proxyUrl)
  const credentials = username && `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  const authorization = credentials ? `Basic ${Buffer.from(credentials).toString('base64')}` : null
  const connect = buildConnector({ allowH2: false, timeout: connectTimeoutMs })
  const itself = { protocol, host, hostname: hostname.replace(/^\[|\]$/g, ''), port }

  // For a tunnel undici would look in the proxy's certificate for the receiver's name, which stands in the request.
  const reach: buildConnector.connector = (_target, callback) =>
    connect(itself, (...[error, socket]) => {
      if (error) callback(ProxyFailed.unreachable(error), null)
      else callback(null, socket)
    })

  // How long a proxy may try to reach a receiver is up to the delivery, whose end gives the tunnel up.
  const tunnels = new Pool(origin, { connect: reach, headersTimeout: 0 })

  const tunnel: Route['connect'] = (target, signal, callback) => {
    const { host: named = target.hostname, port: given } = target
    const authority = given ? named : `${named}:443`
    const headers = {
      host: authority,
      // undici says `connection: close`, by which some proxies would go.
      'proxy-connection': 'keep-alive',
      ...(authorization && { 'proxy-authorization': authorization }),
    }
    tunnels.connect({ path: authority, headers, signal }, (error, answer) => {
      if (error) return callback(error instanceof ProxyFailed ? error : ProxyFailed.noTunnel(error), null)
      const socket = answer.socket as Socket // undici promises a stream only
      if (answer.statusCode === 200) return connect({ ...target, httpSocket: socket }, callback)
      socket.on('error', () => {}).destroy()
      callback(ProxyFailed.refused(answer.statusCode), null)
    })
  }

  return {
    connect(target, signal, callback) {
      if (target.protocol === 'https:') tunnel(target, signal, callback)
      else reach(target, callback)
    },
    proxy: { authorization },
    destroy: () => tunnels.destroy(),
  }
}
