import { networkInterfaces } from 'node:os'
import ipaddr from 'ipaddr.js'
import { expect, test } from 'vitest'
import { addressesOf, isOwnAddress } from './own-addresses.ts'

test('addresses are compared whatever their spelling', () => {
  const addresses = addressesOf({
    eth0: [{ address: '5.9.80.1' }, { address: '2a01:4f8:10:20::2' }, { address: 'fe80::1%eth0' }],
    gone: undefined,
  })
  for (const own of ['5.9.80.1', '2a01:4f8:10:20::2', '2a01:04f8:0010:0020:0:0:0:2'])
    expect(addresses).toContain(ipaddr.parse(own).toNormalizedString())
  for (const other of ['5.9.80.2', '2a01:4f8:10:20::3', '8.8.8.8'])
    expect(addresses).not.toContain(ipaddr.parse(other).toNormalizedString())
})

test('every address of this very machine is its own', () => {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  expect(addresses.length).toBeGreaterThan(0)
  for (const { address } of addresses) expect(isOwnAddress(ipaddr.parse(address)), address).toBe(true)
  expect(isOwnAddress(ipaddr.parse('192.0.2.1'))).toBe(false)
})
