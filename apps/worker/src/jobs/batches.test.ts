import { testServices } from '@quillwire/core/testing/services'
import { type Database, newId } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { expect, test } from 'vitest'
import { deleteEnded } from './delete-ended.ts'
import { deleteOldIdempotencyKeys } from './delete-old-idempotency-keys.ts'

const { database } = await testDatabase()

const userId = newId()
await database.prisma.user.create({ data: { id: userId, name: 'Ada', email: 'ada@example.com' } })
await database.query(
  `INSERT INTO sessions (id, token, user_id, expires_at, updated_at)
   SELECT gen_random_uuid(), n::text, $1::uuid, now() - interval '1 hour', now() FROM generate_series(1, 2500) AS n`,
  [userId],
)
await database.query(
  `INSERT INTO idempotent_requests (id, principal, key, fingerprint, created_at)
   SELECT gen_random_uuid(), 'somebody', n::text, '', now() - interval '2 days' FROM generate_series(1, 2500) AS n`,
)

test.each([
  ['sessions', deleteEnded, { sessions: 2500 }],
  ['idempotent_requests', deleteOldIdempotencyKeys, { keys: 2500 }],
])('large amounts are deleted a thousand rows at a time: %s', async (table, jobOf, done) => {
  const left: number[] = []
  const query: Database['query'] = async (...asked) => {
    const answer = await database.query(...asked)
    const { rows } = await database.query<{ count: number }>(`SELECT count(*)::int FROM ${table}`)
    left.push(rows[0]?.count ?? 0)
    // The cast: `query` is generic, and returns whatever type the caller asked for.
    return answer as never
  }
  expect(await jobOf(testServices({ ...database, query })).run()).toMatchObject(done)
  expect(left.slice(0, 3)).toEqual([1500, 500, 0])
})
