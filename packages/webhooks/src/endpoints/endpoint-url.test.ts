import { expect, test } from 'vitest'
import { endpointPolicy } from './endpoint-policy.ts'
import { endpointUrl } from './endpoint-url.ts'

const policy = (WEBHOOK_ALLOWED_NETWORKS: string[] = [], WEBHOOK_HTTPS_ONLY = false) =>
  endpointPolicy({ WEBHOOK_ALLOWED_NETWORKS, WEBHOOK_HTTPS_ONLY })

test.each([
  ['https://example.com/hooks?team=docs', 'https://example.com/hooks?team=docs'],
  [' HTTPS://Example.COM ', 'https://example.com/'],
  ['http://example.com:8080/#part', 'http://example.com:8080/'],
  ['https://bücher.example/', 'https://xn--bcher-kva.example/'],
  ['http://93.184.216.34/', 'http://93.184.216.34/'],
])('%s is taken as %s', (text, url) => {
  expect(endpointUrl(text, policy())).toBe(url)
})

test.each([
  ['', 'url_malformed'],
  ['example.com/hook', 'url_malformed'],
  ['https://', 'url_malformed'],
  ['ftp://example.com/', 'url_scheme'],
  ['file:///etc/passwd', 'url_scheme'],
  ['javascript:alert(1)', 'url_scheme'],
  ['https://user:secret@example.com/', 'url_credentials'],
  ['https://example.com@169.254.169.254/', 'url_credentials'],
  [`https://example.com/${'x'.repeat(2000)}`, 'url_too_long'],
  ['http://127.0.0.1/', 'url_address_refused'],
  ['http://127.1/', 'url_address_refused'],
  ['http://2130706433/', 'url_address_refused'],
  ['http://0x7f.0.0.1/', 'url_address_refused'],
  ['http://0177.0.0.1/', 'url_address_refused'],
  ['http://127.0.0.1./', 'url_address_refused'],
  ['http://①②⑦.⓪.⓪.①/', 'url_address_refused'],
  ['http://127。0。0。1/', 'url_address_refused'],
  ['http://[::1]/', 'url_address_refused'],
  ['http://[::ffff:169.254.169.254]/', 'url_address_refused'],
  ['http://169.254.169.254/latest/meta-data/', 'url_address_refused'],
  ['http://0/', 'url_address_refused'],
  ['http://localhost:3000/', 'url_address_refused'],
  ['http://LOCALHOST./', 'url_address_refused'],
  ['https://hooks.localhost/', 'url_address_refused'],
  ['https://example.com:22/', 'url_port_refused'],
  ['http://example.com:0/', 'url_port_refused'],
  ['http://example.com:6379/', 'url_port_refused'],
  ['https://10.0.0.1:5432/', 'url_port_refused'],
])('%s is refused as %s', (text, code) => {
  expect(() => endpointUrl(text, policy())).toThrow(
    expect.objectContaining({ kind: 'invalid', code, field: 'url' }),
  )
})

test('the sentence names what is wrong and what can be done', () => {
  expect(() => endpointUrl('http://localhost/', policy())).toThrow(
    'This URL cannot be used: localhost is this machine. The operator can allow networks with WEBHOOK_ALLOWED_NETWORKS.',
  )
  expect(() => endpointUrl('https://example.com:25/', policy())).toThrow(
    'This URL cannot be used: port 25 is for mail, and webhooks are not sent to it.',
  )
})

test('an allowed network opens its addresses and localhost, but no refused port', () => {
  expect(endpointUrl('http://localhost:3000/', policy(['127.0.0.0/8']))).toBe('http://localhost:3000/')
  expect(endpointUrl('http://localhost:3000/', policy(['::1/128']))).toBe('http://localhost:3000/')
  expect(() => endpointUrl('http://localhost:3000/', policy(['10.0.0.0/8']))).toThrow('is this machine')
  expect(() => endpointUrl('http://127.0.0.1:6379/', policy(['127.0.0.0/8']))).toThrow(
    expect.objectContaining({ code: 'url_port_refused' }),
  )
})

test('the operator can allow networks, and forbid http', () => {
  expect(endpointUrl('http://10.1.2.3/', policy(['10.0.0.0/8']))).toBe('http://10.1.2.3/')
  expect(() => endpointUrl('http://example.com/', policy([], true))).toThrow(
    expect.objectContaining({ code: 'url_not_https' }),
  )
  expect(endpointUrl('https://example.com/', policy([], true))).toBe('https://example.com/')
})
