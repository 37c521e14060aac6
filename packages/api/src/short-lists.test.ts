import { testDatabase } from '@quillwire/database/testing'
import { expect, test } from 'vitest'
import { type Json, testApi } from './testing/api.ts'
import { signedUp } from './testing/client.ts'

const { database } = await testDatabase()
const { app, anonymous, signedIn } = testApi(database, [])

test('every list takes a limit and goes on from where a page ended', async () => {
  const { paths } = await anonymous('GET', '/openapi.json')
  const lists = Object.entries<Json>(paths).flatMap(([path, { get }]) => {
    const schema = get?.responses['200']?.content?.['application/json']?.schema
    const names = (get?.parameters ?? []).map(({ name }: Json) => name)
    return schema?.properties?.nextCursor ? [[path, names]] : []
  })
  expect(lists.length).toBeGreaterThan(10)
  for (const [path, names] of lists) {
    expect(names, path).toContain('limit')
    // For events, the cursor of any event serves, in the parameter `after`.
    expect(names, path).toContain(path === '/events' ? 'after' : 'cursor')
  }
})

test('lists are compressed for clients that accept it', async () => {
  const client = await signedUp(app)
  const packed = { 'accept-encoding': 'gzip' }
  for (const path of [
    '/documents',
    '/members',
    '/api-keys',
    '/webhook-endpoints',
    '/incoming-hooks',
    '/events',
  ]) {
    const { headers } = await client.send('GET', path, undefined, packed)
    expect(headers.get('content-encoding'), path).toBe('gzip')
    expect((await client.send('GET', path)).headers.get('content-encoding'), path).toBeNull()
  }
})

test('a list that pages request every few seconds is not sent again while it is unchanged', async () => {
  const client = await signedUp(app)
  const { id: documentId } = await client.json('POST', '/documents', { title: 'Deploys' })
  const add = () => client.json('POST', '/incoming-hooks', { documentId, name: 'CI', action: 'append' })
  const { id, url } = await add()
  const paths = ['/incoming-hooks', `/incoming-hooks/${id}/calls`]
  const askAgain = async (path: string, etag: string | null) =>
    (await client.send('GET', path, undefined, { 'if-none-match': etag ?? '' })).status
  for (const path of paths)
    expect((await client.send('GET', path)).headers.get('cache-control'), path).toBe('private, no-cache')
  const tags = await Promise.all(
    paths.map(async (path) => (await client.send('GET', path)).headers.get('etag')),
  )
  for (const [index, path] of paths.entries()) expect(await askAgain(path, tags[index] ?? null)).toBe(304)
  await client.send('POST', new URL(url).pathname, 'The build is green.')
  for (const [index, path] of paths.entries()) expect(await askAgain(path, tags[index] ?? null)).toBe(200)
})

test.each(['/event-types', '/webhook-formats', '/webhook-presets', '/api-keys'])(
  '%s: whole without a limit, and the same in pages',
  async (path) => {
    const ada = await signedIn()
    for (const name of ['CRM', 'Bot', 'Log'])
      await ada('POST', '/api-keys', { name, scopes: ['documents:read'] })
    const whole = await ada('GET', path)
    expect(whole.nextCursor).toBeNull()
    const pages: Json[][] = []
    for (let cursor = ''; ; ) {
      const { items, nextCursor } = await ada('GET', `${path}?limit=2${cursor && `&cursor=${cursor}`}`)
      pages.push(items)
      if (nextCursor === null) break
      cursor = encodeURIComponent(nextCursor)
    }
    expect(pages.slice(0, -1).every(({ length }) => length === 2)).toBe(true)
    expect(pages.length).toBe(Math.ceil(whole.items.length / 2))
    expect(pages.flat()).toEqual(whole.items)
    expect(await ada('GET', `${path}?cursor=nonsense`)).toMatchObject({ http: 422, code: 'cursor_invalid' })
  },
)

test('who has access comes in pages too, each with what everyone may do', async () => {
  const ada = await signedIn()
  const { id } = await ada('POST', '/documents', { title: 'Plan' })
  for (let one = 0; one < 2; one++) {
    const { url } = await ada('POST', '/invitations', { role: 'member' })
    await signedIn({ invitation: url.split('/').at(-1) })
  }
  const path = `/documents/${id}/access`
  const whole = await ada('GET', path)
  expect(whole).toMatchObject({ generalAccess: 'editor', nextCursor: null })
  expect(whole.items).toHaveLength(3)
  const first = await ada('GET', `${path}?limit=2`)
  expect(first.items).toEqual(whole.items.slice(0, 2))
  const second = await ada('GET', `${path}?limit=2&cursor=${first.nextCursor}`)
  expect(second).toMatchObject({ generalAccess: 'editor', items: whole.items.slice(2), nextCursor: null })
})

test('a list keeps its order even if items came at once or have one name, so pages miss nothing', async () => {
  const ada = await signedIn()
  const many = async (make: () => Promise<unknown>) => {
    for (let one = 0; one < 3; one++) await make()
  }
  await many(async () => {
    const { url } = await ada('POST', '/invitations', { role: 'member' })
    await signedIn({ invitation: url.split('/').at(-1) })
  })
  await many(() => ada('POST', '/api-keys', { name: 'CRM', scopes: ['documents:read'] }))
  const document = `/documents/${(await ada('POST', '/documents', { markdown: 'Text' })).id}`
  const threads = `${document}/threads`
  await many(() => ada('POST', threads, { body: 'Why?' }))
  const { id: threadId } = await ada('POST', threads, { body: 'How?' })
  await many(() => ada('POST', `${threads}/${threadId}/comments`, { body: 'So.' }))
  await many(() => ada('POST', `${document}/share-links`, { role: 'viewer' }))
  const lists = {
    members: '/members',
    'members of a document': `${document}/access`,
    invitations: '/invitations',
    api_keys: '/api-keys',
    threads,
    comments: `${threads}/${threadId}`,
    share_links: `${document}/share-links`,
  }
  const order = async (path: string) => {
    const { items, comments } = await ada('GET', path)
    return (comments ?? items).map(({ id, user }: Json) => id ?? user.id)
  }
  for (const [name, path] of Object.entries(lists)) {
    const [table = ''] = name.split(' ')
    await database.query(`UPDATE ${table} SET created_at = '2026-01-01'`)
    // As autovacuum does after a while: PostgreSQL then knows how few rows there are, and reads them without an index.
    await database.query(`ANALYZE ${table}`)
    const before = await order(path)
    expect(before.length, name).toBeGreaterThan(2)
    // Changing a row moves it elsewhere in the table.
    const key = table === 'members' ? 'user_id' : 'id'
    for (const changed of before) {
      await database.query(`UPDATE ${table} SET created_at = created_at WHERE ${key} = $1::uuid`, [changed])
      expect(await order(path), name).toEqual(before)
    }
  }
})
