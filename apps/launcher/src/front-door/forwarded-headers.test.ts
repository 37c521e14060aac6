import type { IncomingMessage } from 'node:http'
import { trustedProxies } from '@quillwire/http'
import { expect, test } from 'vitest'
import { withForwarded } from './forwarded-headers.ts'

/** As much of a request as the function looks at. */
function from(remoteAddress: string, headers: Record<string, string>) {
  return { socket: { remoteAddress }, headers } as unknown as IncomingMessage
}

const trusts = trustedProxies(['10.0.0.0/8', '::1/128'])
const claims = {
  host: 'docs.example.com',
  'x-forwarded-for': '198.51.100.7',
  'x-forwarded-proto': 'https',
  'x-forwarded-host': 'elsewhere.example.com',
  'x-real-ip': '198.51.100.7',
  forwarded: 'for=198.51.100.7',
}

test('what a stranger says about itself is dropped', () => {
  expect(withForwarded(from('203.0.113.9', claims), trusts)).toEqual({
    host: 'docs.example.com',
    'x-forwarded-for': '203.0.113.9',
    'x-forwarded-proto': 'http',
    'x-forwarded-host': 'docs.example.com',
    'x-real-ip': '203.0.113.9',
  })
})

test.each(['10.1.2.3', '::ffff:10.1.2.3'])('what a trusted proxy at %s says is kept', (address) => {
  expect(withForwarded(from(address, claims), trusts)).toMatchObject({
    'x-forwarded-for': '198.51.100.7, 10.1.2.3',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'elsewhere.example.com',
  })
})

test('IPv6 networks count too', () => {
  expect(trusts('::1')).toBe(true)
  expect(trusts('2001:db8::1')).toBe(false)
})
