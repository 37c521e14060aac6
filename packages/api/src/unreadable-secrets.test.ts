/** Rows sealed with another SECRET: they are reported as what they are, and every other row is shown. */
import { createSeal } from '@quillwire/core/secrets/seal'
import { testDatabase } from '@quillwire/database/testing'
import { expect, test } from 'vitest'
import { testApi } from './testing/api.ts'
import { Client } from './testing/client.ts'

const { database } = await testDatabase()
const before = testApi(database, [])
const after = testApi(database, [], { services: { seal: createSeal('x'.repeat(32)) } })

test('rows that cannot be read hide no others and make no list fail', async () => {
  const ada = await before.signedIn({ email: 'ada@example.com' })
  const { id: documentId } = await ada('POST', '/documents', { title: 'Plan' })
  const links = `/documents/${documentId}/share-links`
  const link = await ada('POST', links, { role: 'viewer' })
  const invitation = await ada('POST', '/invitations', {})
  const hook = await ada('POST', '/incoming-hooks', { documentId, signed: true })
  const endpoint = await ada('POST', '/webhook-endpoints', {
    url: 'https://example.com/',
    eventTypes: ['member.*'],
    secrets: { TOKEN: 'abc' },
    signatureScheme: 'v1a',
  })

  const client = new Client(after.app)
  await client.send('POST', '/api/auth/sign-in/email', {
    email: 'ada@example.com',
    password: 'correct horse',
  })
  async function ask(method: string, path: string, body?: unknown) {
    const response = await client.send(method, path, body)
    return { http: response.status, ...JSON.parse(await response.text()) }
  }
  const shown = (expected: object) => ({ http: 200, items: [expect.objectContaining(expected)] })
  expect(await ask('GET', '/invitations')).toMatchObject(shown({ id: invitation.id, url: null }))
  expect(await ask('GET', links)).toMatchObject(shown({ id: link.id, url: null }))
  expect(await ask('PATCH', `${links}/${link.id}`, { role: 'editor' })).toMatchObject({
    http: 200,
    url: null,
  })
  expect(await ask('GET', '/incoming-hooks')).toMatchObject(shown({ id: hook.id }))
  expect(await ask('GET', `/incoming-hooks/${hook.id}`)).toMatchObject({
    http: 200,
    url: null,
    urlLost: true,
  })
  expect(await ask('GET', '/webhook-endpoints')).toMatchObject(
    shown({ id: endpoint.id, secretNames: [], publicKey: null }),
  )
  for (const path of [`/incoming-hooks/${hook.id}/secret`, `/webhook-endpoints/${endpoint.id}/secret`])
    expect(await ask('GET', path)).toMatchObject({ http: 409, code: 'secret_unreadable' })
  const call = await after.app.request(new URL(hook.url).pathname, { method: 'POST', body: 'Deployed' })
  expect(call.status).toBe(409)

  // The links are recognised by their hashes: they still work, and new ones are shown.
  const token = invitation.url.split('/').at(-1)
  expect(await ask('GET', `/invitations/lookup?token=${token}`)).toMatchObject({ http: 200 })
  const rotated = await ask('POST', `/incoming-hooks/${hook.id}/rotate-token`)
  expect(rotated).toMatchObject({ http: 200, url: expect.any(String), urlLost: false })
})

test('a request whose stored answer cannot be read is not carried out again', async () => {
  const ada = await before.signedIn()
  const { key } = await ada('POST', '/api-keys', { name: 'CRM', scopes: ['documents:write'] })
  const create = ({ app }: typeof before) =>
    app.request('http://localhost:3000/api/v1/documents', {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        'idempotency-key': 'once',
        'content-type': 'application/json',
      },
      body: JSON.stringify({ title: 'Plan' }),
    })
  expect((await create(before)).status).toBe(201)
  const repeated = await create(after)
  expect(repeated.status).toBe(409)
  expect(await repeated.json()).toMatchObject({ code: 'secret_unreadable' })
})
