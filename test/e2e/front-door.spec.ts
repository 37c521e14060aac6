import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { get } from 'node:http'
import { type BrowserContext, expect } from '@playwright/test'
import { newDocument, signUp } from './people.ts'
import { productProcess } from './product-process.ts'
import { test } from './test.ts'

test('one origin serves pages, REST and probes', async ({ page, request }) => {
  await page.goto('/sign-up')
  await expect(page.getByRole('button', { name: /sign up|create/i })).toBeVisible()
  expect(await (await request.get('/readyz')).json()).toMatchObject({ status: 'ready' })
  expect((await (await request.get('/api/v1/openapi.json')).json()).openapi).toBe('3.1.0')
  const samples = (await (await request.get('/metrics')).text())
    .split('\n')
    .filter((line) => /^\w/.test(line))
  expect(samples.join('\n')).toContain('process="collab"')
  // Prometheus refuses a page on which a sample has a label twice.
  expect(samples.filter((sample) => sample.split('process="').length !== 2)).toEqual([])
})

test('no other site can embed our pages, or learns their addresses', async ({ request }) => {
  for (const path of ['/sign-up', '/s/a-share-link']) {
    const headers = (await request.get(path)).headers()
    expect(headers['content-security-policy']).toContain("frame-ancestors 'self'")
    expect(headers['referrer-policy']).toBe('same-origin')
    expect(headers['x-content-type-options']).toBe('nosniff')
  }
})

test('an address that was cut in the middle of a letter is said to be unreadable', async ({ request }) => {
  const answer = await request.get('/s/%E2%82')
  expect(answer.status()).toBe(400)
  expect(await answer.text()).toContain('Was all of it copied?')
})

test('whoever is not signed in is sent to sign in before anything is shown, and from there back', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const plan = new URL(await newDocument(ada, 'Plan')).pathname
  const leadsTo = async ({ request }: BrowserContext, path: string) => {
    const answer = await request.get(path, { maxRedirects: 0 })
    return [answer.status(), answer.headers().location]
  }
  const stranger = await browser.newContext()
  expect(await leadsTo(stranger, '/')).toEqual([307, '/sign-in'])
  for (const path of [plan, `/d/${randomUUID()}`, '/trash', '/settings', '/settings/webhooks?new=1'])
    expect(await leadsTo(stranger, path), path).toEqual([307, `/sign-in?next=${encodeURIComponent(path)}`])
  const back = `/sign-in?next=${encodeURIComponent(plan)}`
  expect(await leadsTo(ada.context, back)).toEqual([307, plan])
  expect(await leadsTo(ada.context, back.replace('sign-in', 'sign-up'))).toEqual([307, plan])
  expect(await leadsTo(ada.context, '/sign-in?next=//evil.example')).toEqual([307, '/'])
  expect(await (await ada.context.request.get(plan)).text()).toContain(
    '<meta name="robots" content="noindex"/>',
  )
})

test('web comes back after a crash, and the visitor with it', async ({ page }) => {
  process.kill(productProcess('web'), 'SIGKILL')
  await page.goto('/sign-up')
  // The waiting page opens the real one by itself.
  await expect(page.getByRole('button', { name: /sign up|create/i })).toBeVisible({ timeout: 20_000 })
})

test('a request that offers HTTP/2 is answered, and a WebSocket to an unknown path is refused with a reason', async ({
  baseURL,
}) => {
  const statusOf = async (path: string, headers: Record<string, string>) => {
    const [answer] = await once(get(new URL(path, baseURL), { headers }), 'response')
    answer.resume()
    return answer.statusCode
  }
  // Sent by curl and Java's client over plain HTTP.
  const offer = {
    connection: 'Upgrade, HTTP2-Settings',
    upgrade: 'h2c',
    'http2-settings': 'AAMAAABkAAQCAAAA',
  }
  expect(await statusOf('/api/v1/documents', offer)).toBe(401)
  expect(await statusOf('/collab', offer)).toBe(426)
  const socket = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
  }
  expect(await statusOf('/api/v1/events/stream', socket)).toBe(404)
})
