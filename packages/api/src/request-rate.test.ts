import { testDatabase } from '@quillwire/database/testing'
import { afterEach, expect, test, vi } from 'vitest'
import { testApi } from './testing/api.ts'
import { Client } from './testing/client.ts'

const { database } = await testDatabase()
afterEach(() => void vi.useRealTimers())

async function program(requestsPerSecond: number) {
  const { app, signedIn } = testApi(database, [], { requestsPerSecond })
  const ada = await signedIn({ email: `${crypto.randomUUID()}@example.com` })
  const withKey = async () => {
    const { key } = await ada('POST', '/api-keys', { name: 'CRM', scopes: ['documents:read'] })
    const client = new Client(app)
    client.headers = { authorization: `Bearer ${key}` }
    return client
  }
  return { ada, withKey }
}

const statuses = async (client: Client, count: number) => {
  const answers = []
  for (let asked = 0; asked < count; asked++) answers.push((await client.send('GET', '/me')).status)
  return answers
}

test('a key that sends too many requests is told when to retry, and others go on', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const { ada, withKey } = await program(2)
  const [crm, bot] = [await withKey(), await withKey()]
  const first = await crm.send('GET', '/me')
  const told = (name: string) => first.headers.get(`ratelimit-${name}`)
  expect([told('limit'), told('remaining'), told('reset')]).toEqual(['20', '19', '1'])
  expect(await statuses(crm, 20)).toEqual([...Array(19).fill(200), 429])
  const refused = await crm.send('GET', '/me')
  expect(await refused.json()).toMatchObject({ code: 'too_many_requests', status: 429 })
  expect(refused.headers.get('retry-after')).toBe('1')
  expect(refused.headers.get('ratelimit-remaining')).toBe('0')
  expect(await statuses(bot, 1)).toEqual([200])
  vi.advanceTimersByTime(1000)
  expect(await statuses(crm, 3)).toEqual([200, 200, 429])
  vi.advanceTimersByTime(3_600_000)
  expect(await statuses(crm, 21)).toEqual([...Array(20).fill(200), 429])
  // People are not counted: a page with many pictures loads all of them at once.
  for (let asked = 0; asked < 25; asked++) expect(await ada('GET', '/me')).toMatchObject({ http: 200 })
})

test('an answer that nothing has changed also says how much of the limit is left', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const { withKey } = await program(100)
  const crm = await withKey()
  const remaining = ({ headers }: Response) => Number(headers.get('ratelimit-remaining'))
  // Other tests running in the same server may cause a tree that was just changed to be sent once more.
  await vi.waitFor(async () => {
    const tree = await crm.send('GET', '/document-tree')
    const known = { 'if-none-match': tree.headers.get('etag') ?? '' }
    const again = await crm.send('GET', '/document-tree', undefined, known)
    expect([again.status, again.headers.get('ratelimit-limit')]).toEqual([304, '1000'])
    expect(remaining(again)).toBe(remaining(tree) - 1)
  })
})
