import { expect, test } from 'vitest'
import { endpointPolicy } from './endpoint-policy.ts'
import { templatedUrl } from './templated-url.ts'

const policy = endpointPolicy({ WEBHOOK_ALLOWED_NETWORKS: [], WEBHOOK_HTTPS_ONLY: false })

test.each([
  ['https://example.com/{{secret.TEAM}}?key={{ secret.KEY }}', '/{{secret.TEAM}}?key={{secret.KEY}}'],
  // No secret can have such a name, but a search for the names in use must find it.
  ['https://example.com/{{secret.token}}/x', '/{{secret.token}}/x'],
  ['https://example.com/{{ secret.API-TOKEN }}', '/{{secret.API-TOKEN}}'],
])('in %s the placeholders stay readable', (text, path) => {
  expect(templatedUrl(text, policy)).toBe(`https://example.com${path}`)
})

test.each(['https://{{secret.HOST}}/', 'https://{{secret.host}}.example.com/'])('%s is refused', (text) => {
  expect(() => templatedUrl(text, policy)).toThrow(expect.objectContaining({ code: 'url_secret_in_host' }))
})
