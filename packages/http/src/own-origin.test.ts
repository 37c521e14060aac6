import { expect, test } from 'vitest'
import { isOwnOrigin } from './own-origin.ts'

const PUBLIC = 'https://docs.example.com'

test.each([
  ['a program, which sends none', {}, true],
  ['the public address', { origin: PUBLIC, host: 'internal:3000' }, true],
  ['another name of the same host', { origin: 'http://10.0.0.7:3000', host: '10.0.0.7:3000' }, true],
  [
    'the host that the proxy heard',
    { origin: 'https://a.example', host: 'b', 'x-forwarded-host': 'a.example' },
    true,
  ],
  ['another site', { origin: 'https://elsewhere.example', host: 'docs.example.com' }, false],
  ['another port', { origin: 'https://docs.example.com:8443', host: 'docs.example.com' }, false],
  ['a page without an origin of its own', { origin: 'null', host: 'docs.example.com' }, false],
  ['no URL', { origin: 'docs.example.com', host: 'docs.example.com' }, false],
])('%s', (_, headers, own) => {
  expect(isOwnOrigin(headers, PUBLIC)).toBe(own)
  expect(isOwnOrigin(new Headers(headers as Record<string, string>), PUBLIC)).toBe(own)
})
