import { testServices } from '@quillwire/core/testing/services'
import { newId } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { expect, test } from 'vitest'
import { deleteOldIdempotencyKeys } from './delete-old-idempotency-keys.ts'

const { database } = await testDatabase()

test('the first answer is kept for a day, and then its key can be used again', async () => {
  const keep = (key: string, hours: number) =>
    database.query(
      `INSERT INTO idempotent_requests (id, principal, key, fingerprint, created_at)
       VALUES ($1::uuid, 'somebody', $2, '', now() - make_interval(hours => $3::int))`,
      [newId(), key, hours],
    )
  await keep('yesterday', 25)
  await keep('this morning', 23)
  expect(await deleteOldIdempotencyKeys(testServices(database)).run()).toEqual({ keys: 1 })
  const { rows } = await database.query('SELECT key FROM idempotent_requests')
  expect(rows).toEqual([{ key: 'this morning' }])
})
