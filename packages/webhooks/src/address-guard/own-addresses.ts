import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os'
import ipaddr from 'ipaddr.js'

type Interfaces = Record<string, Pick<NetworkInterfaceInfo, 'address'>[] | undefined>

/**
 * Whether this is an address of the machine itself. What goes to a public one of its own never leaves it, and so gets
 * past the firewall that keeps others from its ports.
 */
export function isOwnAddress(
  address: ipaddr.IPv4 | ipaddr.IPv6,
  interfaces: Interfaces = networkInterfaces(),
): boolean {
  const text = address.toNormalizedString()
  return Object.values(interfaces)
    .flatMap((list) => list ?? [])
    .some((own) => ipaddr.isValid(own.address) && ipaddr.parse(own.address).toNormalizedString() === text)
}
