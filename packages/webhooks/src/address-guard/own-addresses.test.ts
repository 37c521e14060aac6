import ipaddr from 'ipaddr.js'
import { expect, test } from 'vitest'
import { isOwnAddress } from './own-addresses.ts'

const interfaces = {
  eth0: [{ address: '5.9.80.1' }, { address: '2a01:4f8:10:20::2' }, { address: 'fe80::1%eth0' }],
  gone: undefined,
}

test.each(['5.9.80.1', '2a01:4f8:10:20::2', '2a01:04f8:0010:0020:0:0:0:2'])('%s is our own', (address) => {
  expect(isOwnAddress(ipaddr.parse(address), interfaces)).toBe(true)
})

test.each(['5.9.80.2', '2a01:4f8:10:20::3', '8.8.8.8'])('%s is not', (address) => {
  expect(isOwnAddress(ipaddr.parse(address), interfaces)).toBe(false)
})

test('the addresses of this very machine are found', () => {
  expect(isOwnAddress(ipaddr.parse('127.0.0.1'))).toBe(true)
})
