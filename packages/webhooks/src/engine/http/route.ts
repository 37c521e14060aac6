/** How connections to receivers are made: straight, or through a proxy. */
import type { Socket } from 'node:net'
import { buildConnector, Pool } from 'undici'
import { type GuardOptions, guardedConnector } from '../../address-guard/guarded-connector.ts'
import { ProxyFailed } from './proxy-failed.ts'

export interface Route {
  connect: buildConnector.connector
  /** Null where none stands between. */
  proxy: HttpProxy | null
  /** Gives up what is about to connect. */
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
  return { connect, proxy: null, destroy: async () => {} }
}

/** Requests over http go to the proxy itself. For each connection over https it opens a tunnel to the receiver. */
export function routeThroughProxy(proxyUrl: string): Route {
  const { protocol, host, hostname, port, origin, username, password } = new URL(proxyUrl)
  const credentials = username && `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  const authorization = credentials ? `Basic ${Buffer.from(credentials).toString('base64')}` : null
  const connect = buildConnector({ allowH2: false, timeout: CONNECT_TIMEOUT_MS })
  const itself = { protocol, host, hostname: hostname.replace(/^\[|\]$/g, ''), port }

  // For a tunnel undici would look in the proxy's certificate for the receiver's name, which stands in the request.
  const reach: buildConnector.connector = (_target, callback) =>
    connect(itself, (...[error, socket]) => {
      if (error) callback(ProxyFailed.unreachable(error), null)
      else callback(null, socket)
    })

  const tunnels = new Pool(origin, { connect: reach, headersTimeout: CONNECT_TIMEOUT_MS })

  const tunnel: buildConnector.connector = (target, callback) => {
    const { host: named = target.hostname, port: given } = target
    const authority = given ? named : `${named}:443`
    const headers = {
      host: authority,
      // undici says `connection: close`, by which some proxies would go.
      'proxy-connection': 'keep-alive',
      ...(authorization && { 'proxy-authorization': authorization }),
    }
    tunnels.connect({ path: authority, headers }, (error, answer) => {
      if (error) return callback(error instanceof ProxyFailed ? error : ProxyFailed.unreachable(error), null)
      const socket = answer.socket as Socket // undici promises a stream only
      if (answer.statusCode === 200) return connect({ ...target, httpSocket: socket }, callback)
      socket.on('error', () => {}).destroy()
      callback(ProxyFailed.refused(answer.statusCode), null)
    })
  }

  return {
    connect: (target, callback) => (target.protocol === 'https:' ? tunnel : reach)(target, callback),
    proxy: { authorization },
    destroy: () => tunnels.destroy(),
  }
}
