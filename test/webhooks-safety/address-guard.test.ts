/** The corpus against the real code: what is refused on saving, and what is refused on connecting. */
import { syncBuiltinESMExports } from 'node:module'
import os from 'node:os'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Resolve } from '../../packages/webhooks/src/address-guard/guarded-connector.ts'
import { parseNetworks } from '../../packages/webhooks/src/address-guard/judge-address.ts'
import { targetRefusal } from '../../packages/webhooks/src/address-guard/judge-target.ts'
import { endpointPolicy } from '../../packages/webhooks/src/endpoints/endpoint-policy.ts'
import { endpointUrl } from '../../packages/webhooks/src/endpoints/endpoint-url.ts'
import { createWebhookClient } from '../../packages/webhooks/src/engine/webhook-client.ts'
import { addressUrls, allowedNetworks, nameAnswers, unusableUrls, usableUrls } from './address-corpus.ts'
import { openDoor, resolvesTo } from './listening.ts'

const EVERYWHERE = ['127.0.0.1', '127.0.0.2', '127.0.0.53', '::1']

const policy = (...networks: string[]) =>
  endpointPolicy({ WEBHOOK_ALLOWED_NETWORKS: networks, WEBHOOK_HTTPS_ONLY: false })

function sender(networks: string[] = [], resolve?: Resolve) {
  const client = createWebhookClient({ allowed: parseNetworks(networks), resolve })
  onTestFinished(() => client.close())
  return (url: string) => client.send({ url, headers: {}, body: '{}', timeoutMs: 5000 })
}

test('the corpus is as large as documented', () => {
  const urls = [addressUrls, unusableUrls].flatMap((group) => Object.values(group).flatMap(Object.keys))
  const all = urls.length + nameAnswers.length + Object.keys(usableUrls).length + allowedNetworks.length
  expect(all).toBeGreaterThanOrEqual(250)
})

describe.each(Object.entries(addressUrls))('%s', (_theme, cases) => {
  test.each(Object.entries(cases))(
    '%j: refused when saved, and when connected to',
    async (template, reason) => {
      const door = await openDoor(EVERYWHERE)
      const url = template.replace('{port}', String(door.port))
      expect(() => endpointUrl(url, policy())).toThrow(
        expect.objectContaining({
          code: 'url_address_refused',
          field: 'url',
          message: expect.stringContaining(reason),
        }),
      )
      // As if the URL were already in the database.
      expect(await sender()(url)).toMatchObject({
        response: null,
        remoteAddress: null,
        error: expect.stringMatching(/^Refused: .*WEBHOOK_ALLOWED_NETWORKS\.$/),
      })
      expect(door).toMatchObject({ connections: [], requests: [] })
    },
  )
})

describe.each(Object.entries(unusableUrls))('%s', (_theme, cases) => {
  test.each(Object.entries(cases))('%j: refused as %s', async (template, code) => {
    const door = await openDoor(EVERYWHERE)
    const url = template.replace('{port}', String(door.port))
    expect(() => endpointUrl(url, policy())).toThrow(
      expect.objectContaining({ kind: 'invalid', code, field: 'url' }),
    )
    const exchange = await sender([], resolvesTo('127.0.0.1'))(url)
    expect(exchange).toMatchObject({ response: null, error: expect.stringMatching(/^[^\n]+\.$/) })
    expect(door.connections).toEqual([])
  })
})

describe('a name that resolves to', () => {
  test.each(nameAnswers)('%j is saved, and nothing is sent to it', async (answers, reason) => {
    const door = await openDoor(EVERYWHERE)
    const url = `http://receiver.example:${door.port}/hook`
    expect(endpointUrl(url, policy())).toBe(url)
    const exchange = await sender([], resolvesTo(...answers))(url)
    expect(exchange).toMatchObject({ response: null, remoteAddress: null })
    expect(exchange.error).toMatch(/^Refused: receiver\.example resolves to /)
    expect(exchange.error).toContain(reason)
    expect(door.connections).toEqual([])
  })

  test('nothing at all is an error in one sentence', async () => {
    expect(await sender([], resolvesTo())('http://receiver.example/')).toMatchObject({
      response: null,
      error: 'The name receiver.example does not exist.',
    })
  })
})

test.each(Object.entries(usableUrls))('%s is accepted as %s', (text, url) => {
  expect(endpointUrl(text, policy())).toBe(url)
  expect(targetRefusal(new URL(url), [])).toBeNull()
})

test.each(allowedNetworks)('%j open %s %j: %j', async (networks, template, answers, reached) => {
  const door = await openDoor(EVERYWHERE)
  const url = template.replace('{port}', String(door.port))
  const exchange = await sender(networks, resolvesTo(...answers))(url)
  if (reached) {
    expect(endpointUrl(url, policy(...networks))).toBe(new URL(url).href)
    expect(exchange).toMatchObject({ response: { status: 200, body: 'here' }, error: null })
    expect(door).toMatchObject({
      connections: ['127.0.0.1'],
      requests: [expect.stringMatching(/^POST .* \{\}$/)],
    })
  } else {
    expect(exchange).toMatchObject({ response: null, error: expect.stringMatching(/^Refused: /) })
    expect(door.connections).toEqual([])
  }
})

test('an allowed IPv6 address is reached as it is written', async ({ skip }) => {
  const door = await openDoor(['::1'])
  if (door.port === 0) skip('this machine has no ::1')
  expect(await sender(['::1/128'])(`http://[::1]:${door.port}/`)).toMatchObject({
    response: { status: 200 },
    remoteAddress: '::1',
  })
})

test('an allowed network opens no refused port', async () => {
  expect(await sender(['0.0.0.0/0', '::/0'])('http://127.0.0.1:6379/')).toMatchObject({
    response: null,
    error: 'Refused: port 6379 is for Redis, and webhooks are not sent to it.',
  })
})

test.each([301, 302, 303, 307, 308])('%i: a redirect to this machine is not followed', async (status) => {
  const victim = await openDoor(EVERYWHERE)
  const door = await openDoor(['127.0.0.1'], (response) =>
    response.writeHead(status, { location: `http://127.0.0.1:${victim.port}/` }).end(),
  )
  const { response } = await sender(['127.0.0.1/32'])(`http://127.0.0.1:${door.port}/`)
  expect(response?.status).toBe(status)
  expect(door.requests).toHaveLength(1)
  expect(victim.connections).toEqual([])
})

test.each([
  'Refresh: 0; url=http://127.0.0.1:{port}/',
  'Link: <http://127.0.0.1:{port}/>; rel=preload',
  'Alt-Svc: h3=":{port}"',
])('what a header suggests is not followed: %s', async (header) => {
  const victim = await openDoor(EVERYWHERE)
  const [name = '', value = ''] = header.replace('{port}', String(victim.port)).split(/: (.*)/)
  const door = await openDoor(['127.0.0.1'], (response) => response.writeHead(200, { [name]: value }).end())
  expect((await sender(['127.0.0.1/32'])(`http://127.0.0.1:${door.port}/`)).response?.status).toBe(200)
  expect(victim.connections).toEqual([])
})

test('a public address of this very machine is refused, and one that it had before is not', () => {
  const { networkInterfaces } = os
  const { now } = performance
  const asked = vi.spyOn(os, 'networkInterfaces')
  const clock = vi.spyOn(performance, 'now')
  onTestFinished(() => {
    vi.restoreAllMocks()
    syncBuiltinESMExports()
  })
  const after = (ms: number, interfaces: typeof networkInterfaces) => {
    clock.mockImplementation(() => now.call(performance) + ms)
    asked.mockImplementation(interfaces)
    syncBuiltinESMExports()
  }
  const address = '52.94.236.248'
  const url = `https://${address}/hook`
  const card = { address, netmask: '255.255.255.255', family: 'IPv4', mac: '', internal: false } as const
  after(10_000, () => ({ eth0: [{ ...card, cidr: `${address}/32` }] }))
  expect(() => endpointUrl(url, policy())).toThrow(`${address} is this machine`)
  expect(endpointUrl(url, policy(`${address}/32`))).toBe(url)
  after(20_000, networkInterfaces)
  expect(endpointUrl(url, policy())).toBe(url)
})
