/** The event stream through the one public port of the running product. */
import { type APIRequestContext, expect } from '@playwright/test'
import { WebSocket } from 'ws'
import { api, signUp } from './people.ts'
import { productProcess } from './product-process.ts'
import { test } from './test.ts'

interface Frame {
  cursor: string
  event: { type: string; data: { document?: { title: string } } }
}

function connect(baseURL: string, key: string, subscribe: object) {
  const socket = new WebSocket(`${baseURL.replace('http', 'ws')}/api/v1/events/socket`, {
    headers: { authorization: `Bearer ${key}` },
  })
  const frames: Frame[] = []
  socket.on('open', () => socket.send(JSON.stringify({ subscribe })))
  socket.on('message', (data) => frames.push(JSON.parse(data.toString())))
  socket.on('error', () => {})
  const closed = new Promise<number>((done) => socket.once('close', done))
  const titles = () => frames.map(({ event }) => event.data.document?.title)
  return { socket, frames, titles, closed }
}

async function create(request: APIRequestContext, key: string, title: string) {
  const response = await request.post('/api/v1/documents', {
    headers: { authorization: `Bearer ${key}` },
    data: { title },
  })
  expect(response.status()).toBe(201)
}

test('a consumer behind a firewall follows the stream, and resumes after web was killed', async ({
  browser,
  baseURL,
  playwright,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { key } = await api(ada, 'POST', '/api-keys', {
    name: 'CRM',
    scopes: ['events:read', 'documents:write', 'webhooks:manage'],
  })
  const request = await playwright.request.newContext({ baseURL: baseURL ?? '' })
  const subscription = { consumer: 'crm', types: ['document.created'] }
  const consumer = connect(baseURL ?? '', key, subscription)

  // One of our own pages gets the same events by its cookie, over both transports.
  await ada.page.goto('/')
  await ada.page.evaluate(() => {
    const titles: Record<string, string[]> = { socket: [], stream: [] }
    Object.assign(window, { titles })
    const socket = new window.WebSocket(`${location.origin.replace('http', 'ws')}/api/v1/events/socket`)
    socket.onopen = () => socket.send('{"subscribe":{"types":["document.created"]}}')
    socket.onmessage = ({ data }) => titles.socket?.push(JSON.parse(data).event.data.document.title)
    const stream = new EventSource('/api/v1/events/stream?types=document.created')
    stream.onmessage = ({ data }) => titles.stream?.push(JSON.parse(data).data.document.title)
  })
  await create(request, key, 'First')
  await create(request, key, 'Second')
  await expect.poll(consumer.titles).toEqual(['First', 'Second'])
  await expect
    .poll(() => ada.page.evaluate(() => Reflect.get(window, 'titles')))
    .toEqual({ socket: ['First', 'Second'], stream: ['First', 'Second'] })

  consumer.socket.send(JSON.stringify({ ack: consumer.frames[0]?.cursor }))
  const endpoints = async () => (await api(ada, 'GET', '/webhook-endpoints')).items
  const row = (await endpoints()).find(({ description }: { description: string }) => description === 'crm')
  const log = async () => (await api(ada, 'GET', `/webhook-endpoints/${row.id}/deliveries`)).items
  await expect.poll(log).toMatchObject([{ eventType: 'document.created', status: 'succeeded' }])

  process.kill(productProcess('web'), 'SIGKILL')
  await consumer.closed
  await expect.poll(async () => (await request.get('/readyz')).status()).toBe(200)
  await create(request, key, 'Third')
  const again = connect(baseURL ?? '', key, subscription)
  await expect.poll(again.titles).toEqual(['Second', 'Third'])
  // The page's EventSource reconnected by itself, with the last id that it had.
  await expect
    .poll(() => ada.page.evaluate(() => Reflect.get(window, 'titles').stream))
    .toEqual(['First', 'Second', 'Third'])
  again.socket.close()
  await request.dispose()
})
