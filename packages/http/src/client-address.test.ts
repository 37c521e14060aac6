import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { clientAddress } from './client-address.ts'

const addressOf = clientAddress(['10.0.0.0/8', '::1/128'])

test.each([
  ['a stranger', '198.51.100.7', undefined, '198.51.100.7'],
  ['a stranger who names another', '198.51.100.7', '203.0.113.9', '198.51.100.7'],
  ['a stranger who names a proxy', '198.51.100.7', '203.0.113.9, 10.0.0.1', '198.51.100.7'],
  ['somebody behind a proxy', '10.0.0.1', '203.0.113.9', '203.0.113.9'],
  ['somebody behind two', '10.0.0.1', '203.0.113.9, 10.0.0.2', '203.0.113.9'],
  ['somebody behind a proxy who names another', '10.0.0.1', '203.0.113.9, 198.51.100.7', '198.51.100.7'],
  ['the proxy itself', '10.0.0.1', undefined, '10.0.0.1'],
  ['a proxy that speaks IPv6', '::1', '2001:db8::7', '2001:db8::7'],
  ['IPv4 where the server listens on IPv6', '::ffff:10.0.0.1', '203.0.113.9', '203.0.113.9'],
  ['somebody behind a proxy that tells the port too', '10.0.0.1', '203.0.113.9:50123', '203.0.113.9'],
  ['an IPv6 address with its port', '10.0.0.1', '[2001:db8::7]:50123', '2001:db8::7'],
  ['an IPv6 address in brackets alone', '10.0.0.1', '[2001:db8::7]', '2001:db8::7'],
  [
    'somebody behind a proxy of ours that is told with its port',
    '10.0.0.1',
    '203.0.113.9, 10.0.0.2:443',
    '203.0.113.9',
  ],
  ['IPv4 as a proxy that listens on IPv6 tells it', '10.0.0.1', '::ffff:203.0.113.9', '203.0.113.9'],
  ['something that is not an address', '10.0.0.1', 'unknown', 'unknown'],
  ['a connection that is gone', undefined, '203.0.113.9', ''],
])('%s', (_, remoteAddress, forwarded, address) => {
  // The casts: nothing else of a request is read.
  const request = { headers: { 'x-forwarded-for': forwarded }, socket: { remoteAddress } } as unknown
  expect(addressOf(request as IncomingMessage)).toBe(address)
})
