import { testDatabase } from '@quillwire/database/testing'
import { expect, test } from 'vitest'
import { hasPeople } from './has-people.ts'

const { database } = await testDatabase()

test('nobody has signed up until somebody has', async () => {
  expect(await hasPeople({ database })).toBe(false)
  await database.prisma.user.create({
    data: { id: crypto.randomUUID(), name: 'Ada', email: 'ada@example.com' },
  })
  expect(await hasPeople({ database })).toBe(true)
})
