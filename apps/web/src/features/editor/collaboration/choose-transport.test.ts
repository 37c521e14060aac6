import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { WebSocketServer } from 'ws'
import { chooseTransport, type Transport } from './choose-transport.ts'
import { syncAddress } from './sync-address.ts'

const PATIENCE = { interval: 10 }

beforeEach(() => {
  const kept = new Map<string, string>()
  vi.stubGlobal('window', new EventTarget())
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  })
})
const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
  vi.unstubAllGlobals()
})

/** A server whose HTTP door answers with this status, and that refuses this many WebSockets before it lets one open. */
async function serve(refusals: number, status = 404) {
  const seen = { upgrades: 0, questions: 0 }
  const sockets = new WebSocketServer({ noServer: true })
  const server = createServer((request, response) => {
    seen.questions += 1
    const isDoor = request.url?.startsWith('/collab/frames?document=trip&')
    response.writeHead(isDoor ? status : 400, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ code: 'session_unknown' }))
  })
  server.on('upgrade', (request, socket, head) => {
    seen.upgrades += 1
    socket.on('error', () => {})
    if (seen.upgrades <= refusals) socket.end('HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n')
    else sockets.handleUpgrade(request, socket, head, () => {})
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const changes: Transport[] = []
  const { port } = server.address() as AddressInfo // it listens on a port
  const url = syncAddress(`http://127.0.0.1:${port}`, 'trip', 'mine')
  const choice = chooseTransport(url, (transport) => changes.push(transport))
  ends.push(() => {
    choice.stop()
    for (const client of sockets.clients) client.terminate()
    server.closeAllConnections()
    server.close()
  })
  /** Opens a socket as the provider does, and tells whether it opened. */
  const attempt = () =>
    new Promise<boolean>((done) => {
      const socket = new choice.Socket(url)
      socket.addEventListener('open', () => done(true))
      socket.addEventListener('close', () => done(false))
    })
  return { seen, changes, attempt }
}

test('a server that was only away for a moment keeps its WebSockets', async () => {
  const { seen, changes, attempt } = await serve(2)
  expect(await attempt()).toBe(false)
  expect(await attempt()).toBe(false)
  await vi.waitFor(() => expect(seen.upgrades).toBe(3), PATIENCE)
  expect(await attempt()).toBe(true)
  expect(changes).toEqual([])
})

test('where WebSockets do not open though the server answers, the tab switches to HTTP', async () => {
  const { changes, attempt } = await serve(Number.POSITIVE_INFINITY)
  expect(await attempt()).toBe(false)
  expect(await attempt()).toBe(false)
  await vi.waitFor(() => expect(changes).toEqual(['http']), PATIENCE)
})

test('a server that is down, behind a proxy that says so, keeps its WebSockets too', async () => {
  const { seen, changes, attempt } = await serve(Number.POSITIVE_INFINITY, 502)
  expect(await attempt()).toBe(false)
  expect(await attempt()).toBe(false)
  await vi.waitFor(() => expect(seen.questions).toBe(1), PATIENCE)
  expect(await attempt()).toBe(false)
  expect(changes).toEqual([])
})

/** Sockets that stay in the process of opening until the test ends that, and the time. */
function lookingOn() {
  const looks: EventTarget[] = []
  const Look = class extends EventTarget {
    constructor() {
      super()
      looks.push(this)
    }
    close() {}
  }
  vi.stubGlobal('WebSocket', Look)
  vi.useFakeTimers()
  ends.push(() => void vi.useRealTimers())
  sessionStorage.setItem('quillwire.transport', 'http')
  return looks
}

test('a tab that uses HTTP looks again by itself, and goes back as soon as a WebSocket opens', async () => {
  const looks = lookingOn()
  vi.stubGlobal('fetch', () => new Promise(() => {}))
  const changes: Transport[] = []
  const choice = chooseTransport('ws://localhost/collab', (transport) => changes.push(transport))
  ends.push(choice.stop)
  await vi.advanceTimersByTimeAsync(30_000)
  looks[0]?.dispatchEvent(new Event('close'))
  await vi.advanceTimersByTimeAsync(59_000)
  expect(looks).toHaveLength(1)
  const closes: string[] = []
  new choice.Socket('ws://localhost/collab').addEventListener('close', ({ code, reason }) =>
    closes.push(`${code} ${reason}`),
  )
  await vi.advanceTimersByTimeAsync(1000)
  expect(looks).toHaveLength(2)
  expect(changes).toEqual(['http'])
  looks[1]?.dispatchEvent(new Event('open'))
  await vi.advanceTimersByTimeAsync(0)
  expect(changes).toEqual(['http', 'websocket'])
  // A connection made after that is a WebSocket.
  expect(closes).toEqual(['4000 transport_changed'])
  expect(new choice.Socket('ws://localhost/collab')).toBe(looks[2])
})

test('a page that was left tries no WebSocket any more, even if a try was under way', async () => {
  const looks = lookingOn()
  const choice = chooseTransport('ws://localhost/collab', () => {})
  await vi.advanceTimersByTimeAsync(30_000)
  expect(looks).toHaveLength(1)
  choice.stop()
  looks[0]?.dispatchEvent(new Event('close'))
  await vi.advanceTimersByTimeAsync(3_600_000)
  expect(looks).toHaveLength(1)
})
