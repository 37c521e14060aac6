import { expect, test } from 'vitest'
import { endpointHeaders, withoutSecrets } from './endpoint-headers.ts'

test('names become small, values are trimmed', () => {
  expect(endpointHeaders({ 'X-Team': ' docs ', Authorization: 'Bearer abc' })).toEqual({
    'x-team': 'docs',
    authorization: 'Bearer abc',
  })
})

test.each<[Record<string, string>, string]>([
  [{ 'X-A': 'b\r\nHost: evil' }, 'header_value'],
  [{ 'X-A': 'b\nc' }, 'header_value'],
  [{ 'X-A': 'b\0c' }, 'header_value'],
  [{ 'X-A': 'schön' }, 'header_value'],
  [{ 'X-A': '' }, 'header_value'],
  [{ 'X-A': 'x'.repeat(2001) }, 'header_value'],
  [{ 'X A': 'b' }, 'header_name'],
  [{ 'X-A\r\nHost': 'b' }, 'header_name'],
  [{ 'X-A:': 'b' }, 'header_name'],
  [{ '': 'b' }, 'header_name'],
  [{ Host: 'evil' }, 'header_reserved'],
  [{ 'Content-Length': '0' }, 'header_reserved'],
  [{ 'transfer-encoding': 'chunked' }, 'header_reserved'],
  [{ 'Webhook-Signature': 'v1,x' }, 'header_reserved'],
  [{ 'Proxy-Authorization': 'x' }, 'header_reserved'],
  [{ 'X-A': '1', 'x-a': '2' }, 'header_twice'],
  [Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`x-${i}`, '1'])), 'too_many_headers'],
])('%j is refused', (headers, code) => {
  expect(() => endpointHeaders(headers)).toThrow(
    expect.objectContaining({ kind: 'invalid', code, field: 'headers' }),
  )
})

test('a name that objects have by birth is a header like any other', () => {
  expect(Object.entries(endpointHeaders({ constructor: 'x' }))).toEqual([['constructor', 'x']])
})

test('the log keeps no secrets', () => {
  expect(
    withoutSecrets({ authorization: 'Bearer x', 'x-api-key': 'y', 'x-team': 'docs', 'webhook-id': 'evt_1' }),
  ).toEqual({
    authorization: '[hidden]',
    'x-api-key': '[hidden]',
    'x-team': 'docs',
    'webhook-id': 'evt_1',
  })
})
