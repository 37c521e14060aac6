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
  /** ms until a connection must stand. */
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

/** The last word: where the socket really is, however it came there. */
function judgeReached(host: string, reached: string | undefined, allowed: readonly Network[]): Error | null {
  // The other side was quicker to hang up than we to look.
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
        // One bad address among good ones is how a guard is tricked, so that the whole name is refused.
        if (reason) return callback(new AddressRefused(addressSentence(hostname, address, reason)), [])
      }
      const [first] = addresses
      if (!first) return callback(noAddress(hostname), [])
      if (options.all) callback(null, addresses)
      else callback(null, first.address, first.family)
    })
  }
}

/** As the system says it of a name that nobody has. */
function noAddress(hostname: string): Error {
  return Object.assign(new Error(`${hostname} has no address`), { code: 'ENOTFOUND' })
}
