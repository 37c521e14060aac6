/**
 * Which addresses a webhook may reach. An endpoint's URL comes from outside, and a name in it may resolve to anything.
 * Without this, a webhook could be pointed at the server's own network: its database, its cloud's metadata service, a
 * printer. An address is allowed if the whole Internet can reach it (global unicast) and it is not this machine, or if
 * the operator lists it.
 *
 * Some IPv6 addresses carry an IPv4 address. Where the host itself or the provider's NAT64 unwraps it, the address
 * inside is judged; tunnels that somebody else runs (6to4, Teredo) are refused.
 */
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { isOwnAddress } from './own-addresses.ts'

type Address = ipaddr.IPv4 | ipaddr.IPv6
export type Network = [Address, number]

/** Networks in CIDR notation. Throws for an invalid one. */
export function parseNetworks(cidrs: readonly string[]): Network[] {
  return cidrs.map((cidr) => ipaddr.parseCIDR(cidr))
}

const because: Record<string, string> = {
  unspecified: 'stands for this host itself',
  loopback: 'is this machine',
  private: 'is a private address',
  uniqueLocal: 'is a private address',
  linkLocal: 'is link-local, where metadata services live',
  carrierGradeNat: 'is inside a provider’s network',
  multicast: 'is a multicast address',
  broadcast: 'is a broadcast address',
  rfc6145: 'carries an IPv4 address through a translator',
  rfc6052: 'carries an IPv4 address through a translator',
  '6to4': 'carries an IPv4 address through a tunnel',
  teredo: 'carries an IPv4 address through a tunnel',
}

/** The part of IPv6 that is given out for the Internet; the rest is special or reserved. */
const globalUnicast: Network = ipaddr.parseCIDR('2000::/3')
const nat64: Network = ipaddr.parseCIDR('64:ff9b::/96')
/**
 * Looks public, and is answered by the host beneath an Azure machine: its agents fetch their settings and keys there.
 * Other clouds answer at link-local, private or provider addresses.
 */
const azureHost: Network = ipaddr.parseCIDR('168.63.129.16/32')

/**
 * Why this address is refused, as the end of a sentence ("is a private address"), or null where it is allowed.
 * Takes plain textual addresses, as DNS and sockets give them; anything else is refused.
 */
export function refusal(text: string, allowed: readonly Network[]): string | null {
  const unzoned = text.replace(/%.*$/, '')
  if (isIP(unzoned) === 0) return 'is not an address'
  const address = ipaddr.parse(isIP(unzoned) === 6 ? canonical(unzoned) : unzoned)
  if (allowed.some((network) => isIn(address, network))) return null
  const reason = isVersion6(address) ? version6Refusal(address, allowed) : version4Refusal(address)
  return reason ?? (isOwnAddress(address) ? 'is this machine' : null)
}

function version4Refusal(address: ipaddr.IPv4): string | null {
  return isIn(address, azureHost) ? 'is the host of Azure’s machines' : reasonOf(address.range())
}

function version6Refusal(address: ipaddr.IPv6, allowed: readonly Network[]): string | null {
  const { parts } = address
  const low = fromWords(parts[6], parts[7])
  // ::ffff:a.b.c.d is the same socket address as a.b.c.d.
  if (address.isIPv4MappedAddress()) return refusal(low, allowed)
  // On networks with only IPv6, DNS64 gives every IPv4 host such an address.
  if (isIn(address, nat64)) return carried(low)
  const reason = reasonOf(address.range())
  if (reason) return reason
  if (!isIn(address, globalUnicast)) return 'is reserved'
  const isatap = parts[5] === 0x5efe && ((parts[4] ?? 0) & ~0x200) === 0
  return isatap ? carried(low) : null
}

/** ipaddr.js reads `::1.2.3.4` as mapped; the operating system does not. In hexadecimal they agree. */
function canonical(version6: string): string {
  return new URL(`http://[${version6}]`).hostname.slice(1, -1)
}

function reasonOf(range: string): string | null {
  return range === 'unicast' ? null : (because[range] ?? 'is reserved')
}

function carried(inner: string): string | null {
  const reason = refusal(inner, [])
  return reason && `carries ${inner}, which ${reason}`
}

function isVersion6(address: Address): address is ipaddr.IPv6 {
  return address.kind() === 'ipv6'
}

function isIn(address: Address, [network, bits]: Network): boolean {
  return address.kind() === network.kind() && address.match(network, bits)
}

function fromWords(high = 0, low = 0): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}
