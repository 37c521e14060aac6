import { expect, test } from 'vitest'
import { endpointHeaders, withoutSecrets } from './endpoint-headers.ts'

test('names become lower-case, values are trimmed', () => {
  expect(endpointHeaders({ 'X-Team': ' docs ', Authorization: 'Bearer abc' })).toEqual({
    'x-team': 'docs',
    authorization: 'Bearer abc',
  })
})

test.each<[Record<string, string>, string]>([
  [{ 'X-A': 'b\r\nHost: evil' }, 'header_value'],
  [{ 'X-A': 'b\nc' }, 'header_value'],
  [{ 'X-A': 'b\0c' }, 'header_value'],
  [{ 'X-A': 'b\rc' }, 'header_value'],
  [{ 'X-A': 'b\r\n c' }, 'header_value'],
  [{ 'X-A': 'b\u0085c' }, 'header_value'],
  [{ 'X-A': 'b\u2028c' }, 'header_value'],
  [{ 'X-A': 'b\u560d\u560ac' }, 'header_value'],
  [{ 'X-A': 'b\x7fc' }, 'header_value'],
  [{ 'X-A': 'b\x1bc' }, 'header_value'],
  [{ 'X-A': 'schön' }, 'header_value'],
  [{ 'X-A': '🙂' }, 'header_value'],
  [{ 'X-A': '' }, 'header_value'],
  [{ 'X-A': 'x'.repeat(2001) }, 'header_value'],
  [{ 'X A': 'b' }, 'header_name'],
  [{ 'X-A\r\nHost': 'b' }, 'header_name'],
  [{ 'X-A:': 'b' }, 'header_name'],
  [{ '': 'b' }, 'header_name'],
  [{ ['x'.repeat(201)]: 'b' }, 'header_name'],
  [{ ' X-A': 'b' }, 'header_name'],
  [{ 'X-A\t': 'b' }, 'header_name'],
  [{ 'X-A\0': 'b' }, 'header_name'],
  [{ 'X-Ä': 'b' }, 'header_name'],
  [{ ':authority': 'evil' }, 'header_name'],
  [{ 'X-A': 'ok', 'X-B\nX-C': 'b' }, 'header_name'],
  [{ Host: 'evil' }, 'header_reserved'],
  [{ 'Content-Length': '0' }, 'header_reserved'],
  [{ 'transfer-encoding': 'chunked' }, 'header_reserved'],
  [{ 'Webhook-Signature': 'v1,x' }, 'header_reserved'],
  [{ 'Proxy-Authorization': 'x' }, 'header_reserved'],
  [{ 'WEBHOOK-ID': 'evt_1' }, 'header_reserved'],
  [{ 'webhook-timestamp': '0' }, 'header_reserved'],
  [{ 'webhook-anything-new': 'x' }, 'header_reserved'],
  [{ 'Transfer-Encoding': 'chunked' }, 'header_reserved'],
  [{ 'Content-Type': 'text/plain' }, 'header_reserved'],
  [{ 'Content-Encoding': 'gzip' }, 'header_reserved'],
  [{ Connection: 'upgrade' }, 'header_reserved'],
  [{ Upgrade: 'h2c' }, 'header_reserved'],
  [{ TE: 'trailers' }, 'header_reserved'],
  [{ Trailer: 'x' }, 'header_reserved'],
  [{ Expect: '100-continue' }, 'header_reserved'],
  [{ 'Proxy-Connection': 'close' }, 'header_reserved'],
  [{ 'HTTP2-Settings': 'x' }, 'header_reserved'],
  [{ 'X-A': '1', 'x-a': '2' }, 'header_twice'],
  [Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`x-${i}`, '1'])), 'too_many_headers'],
])('%j is refused', (headers, code) => {
  expect(() => endpointHeaders(headers)).toThrow(
    expect.objectContaining({ kind: 'invalid', code, field: 'headers' }),
  )
})

test('spaces and line breaks around a value are trimmed as HTTP would, and those inside refused', () => {
  expect(endpointHeaders({ 'X-A': '\r\n b c\t\r\n' })).toEqual({ 'x-a': 'b c' })
})

test('a message about a name is safe to print', () => {
  expect(() => endpointHeaders({ 'X\r\n\x1b[2J': 'b' })).toThrow('“X???[2J” is not the name of a header.')
})

test('a name that every object inherits is a header like any other', () => {
  expect(Object.entries(endpointHeaders({ constructor: 'x' }))).toEqual([['constructor', 'x']])
})

test.each([
  'authorization',
  'x-api-key',
  'apikey',
  'cookie',
  'x-auth',
  'x-goog-iam-authority-selector',
  'x-amz-security-token',
  'ocp-apim-subscription-key',
  'x-session',
  'x-passwd',
  'cf-access-jwt-assertion',
  'x-goog-iap-jwt-assertion',
  'x-amzn-oidc-data',
])('the log does not keep the value of %s', (name) => {
  expect(withoutSecrets({ [name]: 'y' })).toEqual({ [name]: '[hidden]' })
})

test('the log keeps what helps to find a fault', () => {
  const shown = {
    'x-team': 'docs',
    'content-type': 'application/json',
    'webhook-id': 'evt_1',
    'webhook-signature': 'v1,x',
  }
  expect(withoutSecrets(shown)).toEqual(shown)
})
