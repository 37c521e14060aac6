/** A client wants events that are rare among very many. */
import { type Executor, newId } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { rowsRead } from '@quillwire/database/testing/rows-read'
import { expect, test } from 'vitest'
import type { Context } from '../context.ts'
import { type ListEventsInput, listEvents } from './list-events.ts'

const { database } = await testDatabase()
const workspaceId = newId()
await database.prisma.workspace.create({ data: { id: workspaceId, name: 'W' } })

const MANY = 60_000
const [rare, common] = [newId(), newId()]
await addEvents(rare, 1)
await addEvents(common, MANY)
await addEvents(rare, 1)
await database.query('VACUUM ANALYZE events')

async function addEvents(documentId: string, count: number) {
  await database.query(
    `INSERT INTO events (id, workspace_id, generation, type, actor, data, document_id, document_open)
     SELECT uuidv7(), $1::uuid, 0, 'document.saved', '{}', '{}', $3::uuid, true FROM generate_series(1, $2::int)`,
    [workspaceId, count, documentId],
  )
}

/** What a client that follows the pages receives, and how much was read: the most by one statement, and in total. */
async function listed(input: ListEventsInput, maxPages = Number.POSITIVE_INFINITY) {
  const principal = {
    type: 'api_key',
    id: newId(),
    name: 'CRM',
    workspaceId,
    scopes: ['events:read'],
  } as const
  let [items, most, all] = [0, 0, 0]
  await rowsRead(database, async (counted) => {
    const readSoFar = async () => {
      const { rows } = await counted.query<{ count: number }>(
        `SELECT (seq_tup_read + coalesce(idx_tup_fetch, 0))::int AS count FROM pg_stat_xact_user_tables WHERE relname = 'events'`,
      )
      return rows[0]?.count ?? 0
    }
    const query: Executor['query'] = async (...statement) => {
      const before = await readSoFar()
      const answer = await counted.query(...statement)
      const read = (await readSoFar()) - before
      most = Math.max(most, read)
      all += read
      return answer as never // of the same statement
    }
    // The cast: reading events uses nothing else of the context.
    const context = { database: { ...counted, query }, principal } as unknown as Context
    let after = input.after
    for (let pages = 0; pages < maxPages; pages += 1) {
      const page = await listEvents(context, { ...input, after })
      items += page.items.length
      after = page.nextCursor ?? undefined
      if (after === undefined) break
    }
  })
  return { items, most, all }
}

const filters = { documentIds: [rare] }

test.each<ListEventsInput>([{ first: 'oldest' }, { first: 'newest' }])(
  'no statement reads more than a part of the log, and nothing is missed: %j',
  async (input) => {
    const { items, most } = await listed({ ...input, filters })
    expect(items).toBe(2)
    expect(most).toBeLessThan(51_000)
  },
)

test.each<ListEventsInput>([{ first: 'oldest' }, { first: 'newest' }])(
  'nor is anything missing when only some types are wanted: %j',
  async (input) => {
    expect((await listed({ ...input, types: ['document.*'], filters })).items).toBe(2)
    expect((await listed({ ...input, types: ['member.*'], filters })).items).toBe(0)
  },
)

test.each<ListEventsInput>([{}, { types: ['document.*'] }])(
  'events that are not rare cost no more than their page: %j',
  async (input) => {
    const { items, all } = await listed({ ...input, filters: { documentIds: [common] }, limit: 50 }, 1)
    expect(items).toBe(50)
    expect(all).toBeLessThan(500)
  },
)
