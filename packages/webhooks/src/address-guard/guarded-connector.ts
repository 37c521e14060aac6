/**
 * Connects for undici, to addresses that were checked and to nothing else. The name is looked up once, every address
 * that it has is judged, and the socket goes to one of those very addresses, so that a name server that answers
 * differently a moment later (DNS rebinding) gains nothing. It runs for every new connection; kept-alive ones were
 * checked when they were made.
 */
import { type LookupAddress, lookup as systemLookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { buildConnector } from 'undici'
import { AddressRefused } from './address-refused.ts'
import { type Network, refusal } from './judge-address.ts'

/** Like `dns.lookup` with `all`; tests bring their own. */
export type Resolve = (
  hostname: string,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

const systemResolve: Resolve = (hostname, callback) => systemLookup(hostname, { all: true }, callback)

export interface GuardOptions {
  allowed: readonly Network[]
  /** ms until a connection must stand. */
  connectTimeoutMs: number
  resolve?: Resolve
}

export function guardedConnector(options: GuardOptions): buildConnector.connector {
  const connect = buildConnector({
    allowH2: false,
    timeout: options.connectTimeoutMs,
    lookup: guardedLookup(options.allowed, options.resolve ?? systemResolve),
    autoSelectFamily: true,
  })
  return (target, callback) => {
    const host = target.hostname.replace(/^\[|\]$/g, '')
    // A literal address is connected to without any lookup.
    const reason = isIP(host) ? refusal(host, options.allowed) : null
    if (reason) return callback(new AddressRefused(host, host, reason), null)
    connect(target, (...[error, socket]) => {
      if (error) return callback(error, null)
      const reached = socket.remoteAddress ?? ''
      const late = refusal(reached, options.allowed)
      if (!late) return callback(null, socket)
      socket.destroy()
      callback(new AddressRefused(host, reached, late), null)
    })
  }
}

function guardedLookup(allowed: readonly Network[], resolve: Resolve): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, (error, addresses) => {
      if (error) return callback(error, [])
      for (const { address } of addresses) {
        const reason = refusal(address, allowed)
        // One bad address among good ones is how a guard is tricked, so that the whole name is refused.
        if (reason) return callback(new AddressRefused(hostname, address, reason), [])
      }
      const [first] = addresses
      if (!first) return callback(new Error(`${hostname} has no address`), [])
      if (options.all) callback(null, addresses)
      else callback(null, first.address, first.family)
    })
  }
}
