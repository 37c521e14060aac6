import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os'
import ipaddr from 'ipaddr.js'

type Interfaces = Record<string, Pick<NetworkInterfaceInfo, 'address'>[] | undefined>

/** ms for which the system is not asked again: asking it takes as long as sending a request. */
const FRESH_MS = 5000
let known = { until: Number.NEGATIVE_INFINITY, addresses: new Set<string>() }

/**
 * Whether this is an address of the machine itself. A connection to a public address of its own never leaves the
 * machine, and so gets past the firewall that keeps others from its ports.
 */
export function isOwnAddress(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  const now = performance.now()
  if (now > known.until) known = { until: now + FRESH_MS, addresses: addressesOf(networkInterfaces()) }
  return known.addresses.has(address.toNormalizedString())
}

/** In one spelling, so that they can be compared. */
export function addressesOf(interfaces: Interfaces): Set<string> {
  const addresses = Object.values(interfaces).flatMap((list) => list ?? [])
  return new Set(
    addresses
      .filter(({ address }) => ipaddr.isValid(address))
      .map(({ address }) => ipaddr.parse(address).toNormalizedString()),
  )
}
