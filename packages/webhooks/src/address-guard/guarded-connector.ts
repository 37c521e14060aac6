/**
 * Connects for undici, to addresses that were checked and to nothing else. The name is looked up once, every address
 * that it has is judged, and the socket goes to one of those very addresses, so that a name server that answers
 * differently a moment later (DNS rebinding) gains nothing. It runs for every new connection; kept-alive ones were
 * checked when they were made.
 */
import { type LookupAddress, lookup as systemLookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { buildConnector } from 'undici'
import { AddressRefused } from './address-refused.ts'
import { type Network, refusal } from './judge-address.ts'
import { addressSentence, targetRefusal } from './judge-target.ts'
import { shareLookups } from './share-lookups.ts'

/** Like `dns.lookup` with `all`; tests bring their own. */
export type Resolve = (
  hostname: string,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

const systemResolve: Resolve = (hostname, callback) => systemLookup(hostname, { all: true }, callback)

export interface GuardOptions {
  allowed: readonly Network[]
  /** ms within which a connection must be made. */
  connectTimeoutMs: number
  resolve?: Resolve
}

export function guardedConnector(options: GuardOptions): buildConnector.connector {
  const connect = buildConnector({
    allowH2: false,
    timeout: options.connectTimeoutMs,
    lookup: guardedLookup(options.allowed, shareLookups(options.resolve ?? systemResolve)),
    autoSelectFamily: true,
  })
  return (target, callback) => {
    // A literal address is connected to without any lookup.
    const refused = targetRefusal(target, options.allowed)
    if (refused) return callback(new AddressRefused(refused.sentence), null)
    connect(target, (...[error, socket]) => {
      if (error) return callback(error, null)
      const late = judgeReached(target.hostname, socket.remoteAddress, options.allowed)
      if (!late) return callback(null, socket)
      socket.destroy()
      callback(late, null)
    })
  }
}

/** The last check: where the socket really leads, however it came there. */
function judgeReached(host: string, reached: string | undefined, allowed: readonly Network[]): Error | null {
  // The other side hung up before we could look.
  if (!reached) return Object.assign(new Error('cut while connecting'), { code: 'ECONNRESET' })
  const reason = refusal(reached, allowed)
  return reason ? new AddressRefused(addressSentence(host, reached, reason)) : null
}

function guardedLookup(allowed: readonly Network[], resolve: Resolve): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, (error, addresses) => {
      if (error) return callback(error, [])
      for (const { address } of addresses) {
        const reason = refusal(address, allowed)
        // One bad address among good ones is how a guard is tricked, so the whole name is refused.
        if (reason) return callback(new AddressRefused(addressSentence(hostname, address, reason)), [])
      }
      const [first] = addresses
      if (!first) return callback(noAddress(hostname), [])
      if (options.all) callback(null, addresses)
      else callback(null, first.address, first.family)
    })
  }
}

/** The error that the system gives for a name that does not exist. */
function noAddress(hostname: string): Error {
  return Object.assign(new Error(`${hostname} has no address`), { code: 'ENOTFOUND' })
}
