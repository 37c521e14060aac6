import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { BlockList, isIPv4, type Socket } from 'node:net'

export type Trusts = (address: string) => boolean

/** Whether an address lies in one of the networks (CIDRs). */
export function trustedProxies(networks: readonly string[]): Trusts {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits = ''] = network.split('/')
    list.addSubnet(address, Number(bits), family(address))
  }
  return (address) => list.check(address, family(address))
}

/** The other end's address; an IPv4 one in its own form also where the server listens on IPv6. */
export function remoteAddress(socket: Socket): string {
  return (socket.remoteAddress ?? '').replace(/^::ffff:(?=\d+\.)/, '')
}

function family(address: string) {
  return isIPv4(address) ? 'ipv4' : 'ipv6'
}

/**
 * The request's headers, with who asks in the words of reverse proxies. What a client says about itself is dropped;
 * what a trusted proxy says is kept, with the proxy's own address behind it.
 */
export function withForwarded(request: IncomingMessage, trusts: Trusts): IncomingHttpHeaders {
  const address = remoteAddress(request.socket)
  const { forwarded: _, ...headers } = request.headers
  const trusted = trusts(address)
  const before = trusted ? headers['x-forwarded-for'] : undefined
  return {
    ...headers,
    'x-forwarded-for': before ? `${before}, ${address}` : address,
    'x-forwarded-proto': (trusted && headers['x-forwarded-proto']) || 'http',
    'x-forwarded-host': (trusted && headers['x-forwarded-host']) || headers.host || '',
    'x-real-ip': (trusted && headers['x-real-ip']) || address,
  }
}
