import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { freePort } from '@quillwire/database/embedded'
import { expect, onTestFinished, test } from 'vitest'
import { createFrontDoor } from './front-door.ts'

test('while the database starts and migrates it is alive, and not ready', async () => {
  const port = await freePort()
  const door = await createFrontDoor({ PORT: port, LISTEN_HOST: '127.0.0.1', TRUSTED_PROXIES: [] })
  const alive = await fetch(`http://127.0.0.1:${port}/healthz`)
  expect(alive.status).toBe(200)
  expect(await alive.json()).toEqual({ status: 'ok' })
  expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(503)
  const refused = await fetch(`http://127.0.0.1:${port}/api/v1/documents`)
  expect(refused.headers.get('content-type')).toBe('application/problem+json')
  // In the same form as the API's own answer when the database is away.
  expect(await refused.json()).toMatchObject({
    type: 'urn:quillwire:problem:unavailable',
    status: 503,
    code: 'unavailable',
  })
  door.close()
})

/** A process behind the door that answers everything with its name. */
async function named(name: string) {
  const server = createServer((_request, response) => response.end(name))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port: internalPort } = server.address() as AddressInfo // it listens on a port
  return { isReady: () => true, child: () => null, internalPort }
}

// If a proxy takes the upgrade out of a request, the sync server says so. The pages would say there is no such page.
test('what the sync server serves goes to it, with an upgrade or without', async () => {
  const port = await freePort()
  const door = await createFrontDoor({ PORT: port, LISTEN_HOST: '127.0.0.1', TRUSTED_PROXIES: [] })
  onTestFinished(door.close)
  door.open({ web: await named('web'), collab: await named('collab'), answerProbe: () => {} })
  const answererOf = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).text()
  for (const path of ['/collab', '/collab?x=1', '/yjs/an-id?token=t', '/collab/stream'])
    expect(await answererOf(path), path).toBe('collab')
  for (const path of ['/', '/collaboration', '/api/v1/events/socket'])
    expect(await answererOf(path), path).toBe('web')
})

// A 404 of theirs would tell the transport over HTTP, and other programs, that there is no such address.
test('what the sync server serves is not asked of the pages while it starts', async () => {
  const port = await freePort()
  const door = await createFrontDoor({ PORT: port, LISTEN_HOST: '127.0.0.1', TRUSTED_PROXIES: [] })
  onTestFinished(door.close)
  const collab = { ...(await named('collab')), isReady: () => false }
  door.open({ web: await named('web'), collab, answerProbe: () => {} })
  for (const path of ['/collab', '/yjs/an-id?token=t', '/collab/frames?session=s&number=0']) {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body: 'x' })
    expect(answer.status, path).toBe(503)
    expect(await answer.json(), path).toMatchObject({ code: 'unavailable' })
  }
})

// As Java's client does by itself, and curl with --http2.
test('a request that offers to speak HTTP/2 is answered', async () => {
  const port = await freePort()
  const door = await createFrontDoor({ PORT: port, LISTEN_HOST: '127.0.0.1', TRUSTED_PROXIES: [] })
  onTestFinished(door.close)
  door.open({ web: await named('web'), collab: await named('collab'), answerProbe: () => {} })
  for (const [path, answerer] of [
    ['/api/v1/documents', 'web'],
    ['/api/v1/events/socket', 'web'],
    ['/collab', 'collab'],
  ]) {
    const headers = {
      connection: 'Upgrade, HTTP2-Settings',
      upgrade: 'h2c',
      'http2-settings': 'AAMAAABkAAQCAAAA',
    }
    const asked = request({ port, path, method: 'POST', headers })
    asked.end('{}')
    const [answer] = await once(asked, 'response')
    expect(answer.statusCode, path).toBe(200)
    expect(await text(answer), path).toBe(answerer)
  }
})
