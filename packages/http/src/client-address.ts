import type { IncomingMessage } from 'node:http'
import { BlockList, isIPv4, type Socket } from 'node:net'

/** Whether an address lies in one of the networks (CIDRs). */
export function trustedProxies(networks: readonly string[]): (address: string) => boolean {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits = ''] = network.split('/')
    list.addSubnet(address, Number(bits), family(address))
  }
  return (address) => list.check(address, family(address))
}

/** The address of the other end; an IPv4 address in its own form even if the server listens on IPv6. */
export function remoteAddress(socket: Socket): string {
  return inItsOwnForm(socket.remoteAddress ?? '')
}

function inItsOwnForm(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/, '')
}

/** Some proxies add the port, which is another one for each connection: limits by address would never be reached. */
function withoutPort(forwarded: string): string {
  const [, address] = /^(?:\[(.+)\]|(\d+(?:\.\d+){3}))(?::\d+)?$/.exec(forwarded)?.filter(Boolean) ?? []
  return inItsOwnForm(address ?? forwarded)
}

/**
 * The client's address: from the right, the first one in `X-Forwarded-For` that is not one of our proxies'. The client
 * could have written everything further left itself.
 */
export function clientAddress(trusted: readonly string[]): (request: IncomingMessage) => string {
  const trusts = trustedProxies(trusted)
  return ({ headers, socket }) => {
    let address = remoteAddress(socket)
    const forwarded = String(headers['x-forwarded-for'] ?? '')
      .split(',')
      .map((part) => withoutPort(part.trim()))
      .filter(Boolean)
    while (trusts(address)) {
      const before = forwarded.pop()
      if (!before) break
      address = before
    }
    return address
  }
}

function family(address: string) {
  return isIPv4(address) ? 'ipv4' : 'ipv6'
}
