/** The planner's statistics date from when nearly all events were of a type that has hardly occurred since. */
import { newId } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { rowsRead } from '@quillwire/database/testing/rows-read'
import { expect, test } from 'vitest'
import type { Context } from '../context.ts'
import { listEvents } from './list-events.ts'

const { database } = await testDatabase()
const workspaceId = newId()
await database.prisma.workspace.create({ data: { id: workspaceId, name: 'W' } })

await addEvents('member.removed', 200)
await database.query('VACUUM ANALYZE events')
await addEvents('document.saved', 5000)

async function addEvents(type: string, count: number) {
  await database.query(
    `INSERT INTO events (id, workspace_id, generation, type, actor, data)
     SELECT uuidv7(), $1::uuid, 0, $2, '{}', '{}' FROM generate_series(1, $3::int)`,
    [workspaceId, type, count],
  )
}

async function readFor(types: string[]) {
  let items = 0
  const read = await rowsRead(database, async (counted) => {
    const principal = {
      type: 'api_key',
      id: newId(),
      name: 'CRM',
      workspaceId,
      scopes: ['events:read'],
    } as const
    // The cast: reading events uses nothing else of the context.
    const context = { database: counted, principal } as unknown as Context
    items = (await listEvents(context, { first: 'newest', types })).items.length
  })
  return { items, read: read.events ?? 0 }
}

test('events of some types are found without going through all others', async () => {
  const rare = await readFor(['member.removed', 'member.joined'])
  expect(rare.items).toBe(50)
  expect(rare.read).toBeLessThan(120)
  const all = await readFor([])
  expect(all.items).toBe(50)
  expect(all.read).toBeLessThan(120)
})
