import { gunzipSync } from 'node:zlib'
import { testDatabase } from '@quillwire/database/testing'
import { expect, test, vi } from 'vitest'
import { type Call, type Json, testApi } from './testing/api.ts'
import { Client } from './testing/client.ts'

const { database } = await testDatabase()
const { app, signedIn } = testApi(database, [])

async function createDocument(call: Call, title: string, parentId: string | null = null): Promise<string> {
  return (await call('POST', '/documents', { title, parentId })).id
}

test('the tree holds every document, however many, with its parent', async () => {
  const ada = await signedIn()
  const handbook = await createDocument(ada, 'Handbook')
  const onboarding = await createDocument(ada, 'Onboarding', handbook)
  const laptop = await createDocument(ada, 'Laptop', onboarding)
  await database.query(
    `INSERT INTO documents
     SELECT (jsonb_populate_record(d, jsonb_build_object('id', gen_random_uuid(), 'title', 'Note ' || n))).*
       FROM documents d, generate_series(1, 101) AS n WHERE d.id = $1::uuid`,
    [handbook],
  )
  const { http, items } = await ada('GET', '/document-tree')
  expect(http).toBe(200)
  expect(items).toHaveLength(104)
  const byId = new Map<string, Json>(items.map((item: Json) => [item.id, item]))
  expect(byId.get(laptop)).toEqual({
    id: laptop,
    title: 'Laptop',
    parentId: onboarding,
    canWrite: true,
  })
  expect(byId.get(onboarding)?.parentId).toBe(handbook)
  expect(byId.get(handbook)?.parentId).toBeNull()
})

test('a tree that has not changed is not sent again, and one that has is compressed', async () => {
  const client = new Client(app)
  const person = { name: 'Ada', email: 'ada.of.the.tree@example.com', password: 'correct horse' }
  await client.send('POST', '/api/auth/sign-up/email', person)
  await client.send('POST', '/documents', { title: 'Handbook' })
  // Other tests running in the same server may cause a tree that was just changed to be sent once more.
  const known = await vi.waitFor(async () => {
    const first = await client.send('GET', '/document-tree')
    const etag = { 'if-none-match': first.headers.get('etag') ?? '' }
    const again = await client.send('GET', '/document-tree', undefined, etag)
    expect([again.status, await again.text()]).toEqual([304, ''])
    return etag
  })
  await client.send('POST', '/documents', { title: 'Onboarding' })
  const packed = await client.send('GET', '/document-tree', undefined, { 'accept-encoding': 'gzip' })
  // Only the browser keeps it, and asks each time whether it is still current.
  expect(packed.headers.get('cache-control')).toBe('private, no-cache')
  expect(JSON.parse(gunzipSync(await packed.bytes()).toString()).items).toHaveLength(2)
  const changed = await client.json('GET', '/document-tree', undefined, known)
  expect(changed.items).toHaveLength(2)
})

test('the tree leaves out the trash and what others keep to themselves', async () => {
  const ada = await signedIn()
  const { url } = await ada('POST', '/invitations', { role: 'member' })
  const jonas = await signedIn({ invitation: url.split('/').at(-1) })
  const open = await createDocument(ada, 'Open')
  const readable = await createDocument(ada, 'To read')
  const secret = await createDocument(ada, 'Secret')
  const gone = await createDocument(ada, 'Gone')
  await ada('PATCH', `/documents/${readable}/access`, { generalAccess: 'viewer' })
  await ada('PATCH', `/documents/${secret}/access`, { generalAccess: null })
  await ada('DELETE', `/documents/${gone}`)
  const titles = async (call: Call) =>
    (await call('GET', '/document-tree')).items.map(({ title }: Json) => title)
  expect(await titles(ada)).toEqual(['Open', 'Secret', 'To read'])
  expect((await jonas('GET', '/document-tree')).items).toMatchObject([
    { id: open, canWrite: true },
    { id: readable, canWrite: false },
  ])
  expect(await titles(await signedIn())).toEqual([])
})
