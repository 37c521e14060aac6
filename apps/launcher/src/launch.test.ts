import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { readConfig } from '@quillwire/config'
import { freePort } from '@quillwire/database/embedded'
import { createTestDatabase, dropTestDatabase } from '@quillwire/database/testing'
import { createLogger } from '@quillwire/process'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { type Launched, launch } from './launch.ts'
import { createOutput } from './output.ts'

const folder = mkdtempSync(join(tmpdir(), 'quillwire-launch-'))
const lines: string[] = []
const output = createOutput((text) => lines.push(text), false)
const log = createLogger('launcher', 'info', { write: (line) => output.line('launcher', line) })
let url: string
let databaseUrl: string
let quillwire: Launched

beforeAll(async () => {
  databaseUrl = await createTestDatabase()
  ;[url, quillwire] = await launchIn(join(folder, 'one'))
})
afterAll(async () => {
  await quillwire?.stop()
  await dropTestDatabase(databaseUrl)
  rmSync(folder, { recursive: true, force: true })
})

async function launchIn(dataDir: string): Promise<[url: string, quillwire: Launched]> {
  const port = String(await freePort())
  const SECRET = 'the secret of this one database, whoever launches'
  const config = readConfig({ PORT: port, DATA_DIR: dataDir, DATABASE_URL: databaseUrl, SECRET })
  const main = (name: string) => fileURLToPath(new URL(`./testing/${name}.ts`, import.meta.url))
  const launched = await launch({ config, log, output, main })
  expect(await launched.ready()).toBe(true)
  return [`http://127.0.0.1:${port}`, launched]
}

async function open(path: string): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}${path}`)
  await new Promise((done, fail) => socket.once('open', done).once('error', fail))
  return socket
}

function ask(socket: WebSocket, text: string): Promise<string> {
  const answer = new Promise<string>((done) => socket.once('message', (data) => done(data.toString())))
  socket.send(text)
  return answer
}

describe('plain HTTP', () => {
  test('reaches web with method, path, headers and body', async () => {
    const body = new Uint8Array(3_000_000)
    const response = await fetch(`${url}/a/b?c=%20d`, { method: 'PUT', body, headers: { 'x-mine': 'yes' } })
    expect(await response.json()).toMatchObject({
      method: 'PUT',
      url: '/a/b?c=%20d',
      bytes: 3_000_000,
      headers: {
        'x-mine': 'yes',
        host: url.slice(7),
        'x-forwarded-host': url.slice(7),
        'x-forwarded-proto': 'http',
      },
    })
  })

  test('a path with characters that may not be sent on is refused, and nothing else happens', async () => {
    const answer = await new Promise<string>((done, fail) => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1').once('error', fail)
      socket.setEncoding('utf8').once('data', (text) => done(String(text)))
      socket.write(Buffer.from('GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n', 'latin1'))
    })
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
  })

  test('keeps several cookies several', async () => {
    const response = await fetch(`${url}/cookies`)
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  })

  test('an event stream arrives event by event', async () => {
    const response = await fetch(`${url}/stream`)
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    expect((await reader?.read())?.value).toBe('data: first\n\n')
    await fetch(`${url}/go-on`)
    expect((await reader?.read())?.value).toBe('data: second\n\n')
  })

  test('a trusted proxy is believed about the visitor', async () => {
    const headers = { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https' }
    const { headers: seen } = (await (await fetch(`${url}/`, { headers })).json()) as { headers: object }
    expect(seen).toMatchObject({ 'x-forwarded-for': '203.0.113.9, 127.0.0.1', 'x-forwarded-proto': 'https' })
  })
})

describe('sockets', () => {
  test('end in collab, without a hop', async () => {
    const socket = await open('/collab?document=1')
    const who = JSON.parse(await ask(socket, 'who'))
    expect(who).toEqual({
      pid: quillwire.programs.collab.child()?.pid,
      from: '127.0.0.1',
      url: '/collab?document=1',
    })
    socket.close()
  })

  test('of the event stream end in web, without a hop', async () => {
    const socket = await open('/api/v1/events/socket?x=1')
    expect(JSON.parse(await ask(socket, 'who'))).toEqual({
      pid: quillwire.programs.web.child()?.pid,
      from: '127.0.0.1',
      url: '/api/v1/events/socket?x=1',
    })
    socket.close()
  })

  test('no first frame is lost, however quick the client and busy the launcher', async () => {
    const client = fileURLToPath(new URL('./testing/quick-client.ts', import.meta.url))
    const busy = setInterval(() => {
      for (const until = performance.now() + 8; performance.now() < until; );
    }, 1)
    const { stdout } = await promisify(execFile)(process.execPath, [client, url.replace('http', 'ws'), '100'])
    clearInterval(busy)
    expect(stdout).toBe('100')
  })

  test('an upgrade that is not for collab reaches web', async () => {
    const answer = await new Promise<string>((done, fail) => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1').once('error', fail)
      let text = ''
      socket.on('data', (data) => {
        text += data
        if (text.endsWith('\r\n\r\n')) socket.write('ping')
        if (text.endsWith('ping')) {
          socket.destroy()
          done(text)
        }
      })
      socket.write('GET /_next/hmr HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    })
    expect(answer).toContain('101 Switching Protocols')
  })

  test('if collab is killed, web goes on, the log says so, and collab comes back', async () => {
    const socket = await open('/collab')
    const before = quillwire.programs.collab.child()?.pid
    const closed = new Promise((done) => socket.once('close', done))
    socket.send('crash')
    await closed
    expect((await fetch(`${url}/`)).status).toBe(200)
    await vi.waitFor(() => expect(lines.join('')).toMatch(/collab was killed, .* it is restarted in 250 ms/))
    await vi.waitFor(async () => expect((await fetch(`${url}/readyz`)).status).toBe(200))
    const again = await open('/collab')
    expect(JSON.parse(await ask(again, 'who')).pid).not.toBe(before)
    again.close()
  })
})

describe('probes', () => {
  test('health and readiness name every part', async () => {
    expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'ok' })
    expect(await (await fetch(`${url}/readyz`)).json()).toEqual({
      status: 'ready',
      parts: { database: true, web: true, worker: true, collab: true },
    })
  })

  test('metrics of every process come as one page', async () => {
    const text = await (await fetch(`${url}/metrics`)).text()
    expect(text).toContain('small_total{process="web",a="b"} 1\nsmall_total{process="worker",a="b"} 1')
    expect(text.match(/# TYPE small_total/g)).toHaveLength(1)
    expect(text).toMatch(/quillwire_process_restarts_total\{process="launcher",of="collab"\} \d/)
  })
})

test('while web is away, people get a page that comes back, programs a problem, and streams begin anew', async () => {
  expect(quillwire.programs.web.child()?.kill('SIGKILL')).toBe(true)
  await vi.waitFor(() => expect(quillwire.programs.web.isReady()).toBe(false))
  const page = await fetch(`${url}/d/1`, { headers: { accept: 'text/html' } })
  expect(page.status).toBe(503)
  expect(await page.text()).toContain('This page opens by itself')
  const problem = await fetch(`${url}/api/v1/documents`)
  expect(problem.headers.get('content-type')).toBe('application/problem+json')
  const stream = await fetch(`${url}/api/v1/events/stream`, { headers: { accept: 'text/event-stream' } })
  expect([stream.status, await stream.text()]).toEqual([200, 'retry: 2000\n\n'])
  expect((await fetch(`${url}/readyz`)).status).toBe(503)
  await vi.waitFor(async () => expect((await fetch(`${url}/d/1`)).status).toBe(200))
})

test('answers that are under way are finished at a stop', async () => {
  const [url, stopped] = await launchIn(join(folder, 'stopped'))
  const slow = await fetch(`${url}/slow`)
  await stopped.stop()
  expect(await slow.text()).toBe('begun and finished')
  await expect(fetch(url)).rejects.toThrow()
})
