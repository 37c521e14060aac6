import { freePort } from '@quillwire/database/embedded'
import { expect, test } from 'vitest'
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
  // Of the same shape as what the API says itself when the database is away.
  expect(await refused.json()).toMatchObject({
    type: 'urn:quillwire:problem:unavailable',
    status: 503,
    code: 'unavailable',
  })
  door.close()
})
