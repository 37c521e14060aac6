import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { readChanged, send } from './api.ts'

/** The address of a server with this listener. */
async function answering(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // it listens on a port
  return `http://127.0.0.1:${port}/`
}

test('an answer that is cut off in the middle is reported as a server that cannot be reached', async () => {
  const url = await answering((_request, response) => {
    response.writeHead(200, { 'content-length': 100 }).write('{"items":', () => response.destroy())
  })
  await expect(send(url, 'GET')).rejects.toMatchObject({ code: 'unreachable' })
})

test('a request that a proxy in front finds too large is not said to be worth another try', async () => {
  const url = await answering((_request, response) => {
    response.writeHead(413, { 'content-type': 'text/html' }).end('<h1>413 Request Entity Too Large</h1>')
  })
  await expect(send(url, 'POST', {})).rejects.toThrow(/^It is larger than a proxy/)
})

test.each([502, 503, 504])(
  'a proxy whose server is away is not “something” that went wrong: %i',
  async (status) => {
    const url = await answering((_request, response) => {
      response.writeHead(status, { 'content-type': 'text/html' }).end('<h1>Bad Gateway</h1>')
    })
    await expect(send(url, 'GET')).rejects.toThrow('The server does not answer at the moment.')
  },
)

test.each([
  ['GET', 503, 'database_unavailable', /^The server cannot reach its database at the moment\. Try again/],
  ['POST', 503, 'database_unavailable', /check whether this was done/],
  ['POST', 400, 'malformed_request', /^What was sent did not arrive whole\. Try again/],
  ['POST', 403, 'cross_site_request', /PUBLIC_URL/],
])(
  'where the API speaks to programs, people get a message of their own: %s %i %s',
  async (method, status, code, words) => {
    const detail = 'For programs: a write with an Idempotency-Key, an API key, JSON in UTF-8.'
    const url = await answering((_request, response) => {
      response.writeHead(status, { 'content-type': 'application/problem+json' })
      response.end(JSON.stringify({ status, code, detail }))
    })
    const failure = await send(url, method, method === 'GET' ? undefined : {}).catch(
      (error: unknown) => error,
    )
    expect(failure).toMatchObject({ code, message: expect.stringMatching(words) })
  },
)

test('an unchanged answer is the same object, and a changed one is read anew', async () => {
  let items = ['a']
  const asked: (string | null)[] = []
  vi.stubGlobal('fetch', async (_url: string, { headers }: RequestInit) => {
    const etag = `"${items.join()}"`
    const known = new Headers(headers).get('if-none-match')
    asked.push(known)
    if (known === etag) return new Response(null, { status: 304, headers: { etag } })
    return Response.json({ items }, { headers: { etag } })
  })
  onTestFinished(() => void vi.unstubAllGlobals())
  const first = await readChanged<{ items: string[] }>('/document-tree')
  expect(await readChanged('/document-tree', first)).toBe(first)
  items = ['a', 'b']
  const changed = await readChanged('/document-tree', first)
  expect(changed.answer.items).toEqual(['a', 'b'])
  expect(await readChanged('/document-tree', changed)).toBe(changed)
  expect(asked).toEqual([null, '"a"', '"a"', '"a,b"'])
})

test('after a sign-out in another window nothing is read: it would belong to whoever signs in next', async () => {
  // A sign-out cannot be undone: this test has its own copy of the modules, and so have those after it, in any file.
  vi.resetModules()
  const own = await import('./api.ts')
  const { pageIsOf, sessionEnded } = await import('./session-end.ts')
  const asked: string[] = []
  vi.stubGlobal('fetch', async (url: string, { method = 'GET' }: RequestInit = {}) => {
    asked.push(`${method} ${url}`)
    return Response.json({ principal: { id: 'ada' } })
  })
  onTestFinished(() => {
    vi.unstubAllGlobals()
    vi.resetModules()
  })
  pageIsOf('ada')
  sessionEnded('signed-out-elsewhere')
  const words = { status: 401, message: 'You were signed out in another window. Sign in again to continue.' }
  await expect(own.readChanged('/document-tree')).rejects.toMatchObject(words)
  await expect(own.api('GET', '/documents')).rejects.toMatchObject(words)
  await expect(own.accountApi('GET', '/list-sessions')).rejects.toMatchObject(words)
  expect(asked).toEqual([])
  // The same person can still send an open form.
  await own.api('POST', '/webhook-endpoints', {})
  expect(asked).toEqual(['GET /api/v1/me', 'POST /api/v1/webhook-endpoints'])
})

test('after a session ran out a page goes on only for the same person: another may sign in beside it', async () => {
  vi.resetModules()
  const own = await import('./api.ts')
  const { pageIsOf, sessionEnd, sessionEnded } = await import('./session-end.ts')
  let signedIn: string | null = null
  const asked: string[] = []
  vi.stubGlobal('fetch', async (url: string, { method = 'GET' }: RequestInit = {}) => {
    asked.push(`${method} ${url}`)
    if (signedIn === null) return Response.json({ code: 'unauthenticated' }, { status: 401 })
    if (url === '/api/v1/me') return Response.json({ principal: { id: signedIn } })
    return Response.json({ items: [`of ${signedIn}`] })
  })
  onTestFinished(() => {
    vi.unstubAllGlobals()
    vi.resetModules()
  })
  pageIsOf('ada')
  await expect(own.api('GET', '/documents')).rejects.toMatchObject({ status: 401 })
  signedIn = 'ada'
  expect(sessionEnd()).toBe('expired')
  expect(await own.api('GET', '/documents')).toEqual({ items: ['of ada'] })
  expect(sessionEnd()).toBeNull()

  sessionEnded('expired')
  signedIn = 'jonas'
  asked.length = 0
  const words = { status: 401, message: 'You were signed out in another window. Sign in again to continue.' }
  await expect(own.api('POST', '/webhook-endpoints', {})).rejects.toMatchObject(words)
  await expect(own.readChanged('/document-tree')).rejects.toMatchObject(words)
  expect(asked).toEqual(['GET /api/v1/me'])

  // Pressing again gives the same message again.
  await expect(own.api('POST', '/webhook-endpoints', {})).rejects.toMatchObject(words)
  expect(asked).toEqual(['GET /api/v1/me', 'GET /api/v1/me'])
})

test('an answer of null is null, not the text “null”', async () => {
  const url = await answering((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('null')
  })
  expect(await send(url, 'GET')).toBeNull()
})
