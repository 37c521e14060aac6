import { expect, test } from 'vitest'
import type { WebhookRequest } from './connection.ts'
import { requestBytes } from './request-bytes.ts'

function written(
  request: Partial<WebhookRequest>,
  address = 'http://receiver.example:8080/hook?a=b#c',
): string {
  const url = new URL(address)
  const target = { url, origin: url.origin, path: url.pathname + url.search }
  const whole = { url: address, headers: {}, body: '', timeoutMs: 1000, ...request }
  return Buffer.concat(requestBytes(whole, target)).toString()
}

test('a request says where its body ends, in bytes', () => {
  const headers = { 'content-type': 'text/plain', 'x-name': 'caf\xe9' }
  expect(Buffer.from(written({ headers, body: 'größer' })).toString()).toBe(
    'POST /hook?a=b HTTP/1.1\r\nhost: receiver.example:8080\r\nconnection: keep-alive\r\n' +
      'content-type: text/plain\r\nx-name: caf\uFFFD\r\ncontent-length: 8\r\n\r\ngrößer',
  )
  expect(written({})).toMatch(/\r\ncontent-length: 0\r\n\r\n$/)
})

test('a large body is sent as it is, as text and as bytes', () => {
  const body = 'ü'.repeat(100_000)
  for (const form of [body, Buffer.from(body)])
    expect(written({ body: form })).toMatch(/\r\ncontent-length: 200000\r\n\r\nü{100000}$/)
})

test('a GET has no body', () => {
  const text = written({ method: 'GET', body: 'secret' })
  expect(text).toMatch(/^GET .*\r\n\r\n$/s)
  expect(text).not.toMatch(/content-length|secret/)
})

test.each([
  ['x-a', 'b\r\nx-c: d'],
  ['x-a', 'b\nx-c: d'],
  ['x-a', 'b\0'],
  ['x-a', 'b\u{1F600}'],
  ['x-a\r\nx-b', 'c'],
  ['x a', 'b'],
  ['x-a:', 'b'],
  ['', 'b'],
  ['Host', 'elsewhere.example'],
  ['content-length', '3'],
  ['Transfer-Encoding', 'chunked'],
  ['connection', 'upgrade'],
])('%j: %j is refused: no header can become another, or say where the request ends', (name, value) => {
  expect(() => written({ headers: { [name]: value } })).toThrow(/header .* cannot be sent$/)
})
