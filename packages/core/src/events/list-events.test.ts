import { readFile } from 'node:fs/promises'
import { newId } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { openTransaction } from '@quillwire/database/testing/open-transaction'
import type { Actor } from '@quillwire/events'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { Principal } from '../access/principal.ts'
import type { Context } from '../context.ts'
import { encodeEventCursor } from './event-cursor.ts'
import type { EventFilters } from './event-filters.ts'
import { type ListEventsInput, type ListedEvent, listEvents } from './list-events.ts'
import { recordEvent } from './record-event.ts'

const { database } = await testDatabase()
const migration = new URL(
  '../../../../prisma/migrations/20261130024751_editors_of_saves/migration.sql',
  import.meta.url,
)
const actor = { type: 'system' as const, id: null, name: 'Quillwire' }

async function workspace(scopes = ['events:read']) {
  const id = newId()
  await database.prisma.workspace.create({ data: { id, name: 'W' } })
  const principal: Principal = { type: 'api_key', id: newId(), name: 'CRM', workspaceId: id, scopes }
  // The cast: reading events uses nothing else of the context.
  return { id, context: { database, principal } as Context }
}

/**
 * The page once it has this many events: a transaction of another test file on the same server may hold the newest back
 * for a moment.
 */
function pageOf(count: number, context: Context, input: ListEventsInput = {}) {
  return vi.waitFor(async () => {
    const page = await listEvents(context, input)
    expect(page.items).toHaveLength(count)
    return page
  })
}

function invitation(workspaceId: string) {
  const data = { invitation: { id: newId(), role: 'member' as const, expiresAt: new Date().toISOString() } }
  return { workspaceId, type: 'member.invited' as const, actor, data }
}

async function document(workspaceId: string, generalAccess: 'viewer' | null, parentId: string | null = null) {
  const id = newId()
  await database.prisma.document.create({
    data: { id, workspaceId, parentId, createdByType: 'user', createdById: newId(), generalAccess },
  })
  await happened(workspaceId, 'document.created', id)
  return id
}

function happened(
  workspaceId: string,
  type: 'document.created' | 'document.deleted',
  id: string,
  by?: string,
) {
  const data = { document: { id, title: 'T', url: 'http://localhost/d/1', path: [] } }
  const who = by ? { type: 'user' as const, id: by, name: 'Ada' } : actor
  const event = { workspaceId, type, actor: who, documentId: id, data }
  return database.transaction((tx) => recordEvent(tx, event))
}

const documentsOf = (items: ListedEvent[]) =>
  items.map(({ event }) => (event.data as { document: { id: string } }).document.id)

test('the newest events come first on request, page by page', async () => {
  const { id, context } = await workspace()
  for (let i = 0; i < 5; i++) await database.transaction((tx) => recordEvent(tx, invitation(id)))
  await document(id, 'viewer')
  const { items } = await pageOf(6, context)
  const first = await listEvents(context, { first: 'newest', limit: 2, types: ['member.*'] })
  const second = await listEvents(context, {
    first: 'newest',
    limit: 10,
    types: ['member.*'],
    after: first.nextCursor ?? '',
  })
  expect(second.nextCursor).toBeNull()
  expect([...first.items, ...second.items]).toEqual(items.slice(0, 5).toReversed())
})

test('pages follow each other, and the last cursor can be used to continue later', async () => {
  const { id, context } = await workspace()
  const record = () => database.transaction((tx) => recordEvent(tx, invitation(id)))
  for (let i = 0; i < 5; i++) await record()
  await pageOf(5, context)
  const first = await listEvents(context, { limit: 2 })
  const second = await listEvents(context, { limit: 2, after: first.nextCursor ?? '' })
  const third = await listEvents(context, { limit: 2, after: second.nextCursor ?? '' })
  expect([first, second, third].map(({ items }) => items.length)).toEqual([2, 2, 1])
  expect(third.nextCursor).toBeNull()
  const last = third.items.at(-1)?.cursor ?? ''
  expect(await listEvents(context, { after: last })).toEqual({ items: [], nextCursor: null })
  await record()
  await pageOf(1, context, { after: last })
  const seen = [first, second, third].flatMap(({ items }) => items.map(({ event }) => event.id))
  expect(new Set(seen).size).toBe(5)
})

test('an event is not skipped when its transaction begins first and commits last', async () => {
  const { id, context } = await workspace()
  const slow = await openTransaction(database)
  const early = await recordEvent(slow.tx, invitation(id))
  const late = await database.transaction((tx) => recordEvent(tx, invitation(id)))
  const during = await listEvents(context, {})
  // The later event is held back; otherwise a reader would go past the earlier one.
  expect(during.items).toEqual([])
  await slow.commit()
  const after = await pageOf(2, context)
  expect(after.items.map(({ event }) => event.id)).toEqual(
    [early, late].map((key) => `evt_${key.replaceAll('-', '')}`),
  )
})

test('an event whose transaction was rolled back does not exist', async () => {
  const { id, context } = await workspace()
  await expect(
    database.transaction(async (tx) => {
      await recordEvent(tx, invitation(id))
      throw new Error('changed my mind')
    }),
  ).rejects.toThrow('changed my mind')
  expect((await listEvents(context, {})).items).toEqual([])
})

test('events that the reader may not see are left out, and pages are filled nevertheless', async () => {
  const { id, context } = await workspace()
  const open = await document(id, 'viewer')
  for (let i = 0; i < 4; i++) await document(id, null)
  const alsoOpen = await document(id, 'viewer')
  const { items, nextCursor } = await pageOf(2, context, { limit: 2 })
  expect(documentsOf(items)).toEqual([open, alsoOpen])
  expect(nextCursor).toBeNull()
})

test('a reader is led past very many events that it may not see, a bounded number at a time', async () => {
  const { id, context } = await workspace()
  const secret = await document(id, null)
  await database.query(
    `INSERT INTO events (id, workspace_id, generation, type, document_id, document_open, actor, data)
     SELECT uuidv7(), $1::uuid, generation, 'document.saved', $2::uuid, false, '{}', '{}'
       FROM event_log, generate_series(1, 9000)`,
    [id, secret],
  )
  const open = await document(id, 'viewer')
  await pageOf(1, context, { first: 'newest', limit: 1 })
  const query = vi.spyOn(database, 'query')
  onTestFinished(() => query.mockRestore())
  const pages: string[][] = []
  let after: string | undefined
  do {
    query.mockClear()
    const page = await listEvents(context, { limit: 1, after })
    expect(query.mock.calls.length).toBeLessThan(100)
    pages.push(documentsOf(page.items))
    after = page.nextCursor ?? undefined
  } while (after)
  expect(pages).toEqual([[], [], [open]])
})

test('the events of a deleted document stay for those who could see it', async () => {
  const { id, context } = await workspace()
  await database.prisma.document.delete({ where: { id: await document(id, 'viewer') } })
  await database.prisma.document.delete({ where: { id: await document(id, null) } })
  await pageOf(1, context)
})

test('a cursor from before a restore, ahead of all events, is refused as such', async () => {
  const { context } = await workspace()
  const { rows } = await database.query<{ next: string; generation: number }>(
    'SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS next, generation FROM event_log',
  )
  const { next = '', generation = 0 } = rows[0] ?? {}
  for (const [of, transactionId] of [
    [generation, String(BigInt(next) + 1_000_000n)],
    [generation + 1, '1'],
  ] as const) {
    const after = encodeEventCursor({ generation: of, transactionId, sequence: 1n })
    await expect(listEvents(context, { after })).rejects.toMatchObject({
      code: 'cursor_unknown',
      field: 'after',
    })
  }
})

test('where nothing has happened yet, the list is empty in both orders', async () => {
  const { context } = await workspace()
  for (const first of ['oldest', 'newest'] as const)
    expect(await listEvents(context, { first })).toEqual({ items: [], nextCursor: null })
})

test('a cursor from before a restore that lies behind all events since is followed, however far its numbers were', async () => {
  const { id, context } = await workspace()
  const { rows } = await database.query<{ generation: number }>('SELECT generation FROM event_log')
  const generation = (rows[0]?.generation ?? 1) - 1
  const after = encodeEventCursor({ generation, transactionId: '9'.repeat(18), sequence: 1n })
  expect(await listEvents(context, { after })).toEqual({ items: [], nextCursor: null })
  await database.transaction((tx) => recordEvent(tx, invitation(id)))
  await pageOf(1, context, { after })
})

test('types select events, and unknown ones are refused', async () => {
  const { id, context } = await workspace()
  await database.transaction((tx) => recordEvent(tx, invitation(id)))
  await document(id, 'viewer')
  await pageOf(2, context)
  const types = async (...patterns: string[]) =>
    (await listEvents(context, { types: patterns })).items.map(({ event }) => event.type)
  expect(await types('document.*')).toEqual(['document.created'])
  expect(await types('*')).toEqual(['member.invited', 'document.created'])
  await expect(listEvents(context, { types: ['documents.*'] })).rejects.toMatchObject({
    code: 'event_type_unknown',
  })
  for (const after of ['', 'nonsense', Buffer.from('1.2').toString('base64url')])
    await expect(listEvents(context, { after })).rejects.toMatchObject({
      code: 'cursor_invalid',
      field: 'after',
    })
})

test('a folder filter matches what was under it when the event happened, wherever that is now', async () => {
  const { id, context } = await workspace()
  const folder = await document(id, 'viewer')
  const inside = await document(id, 'viewer', folder)
  const deep = await document(id, 'viewer', inside)
  const elsewhere = await document(id, 'viewer')
  await database.transaction((tx) => recordEvent(tx, invitation(id)))
  const listed = async (filters: EventFilters) => documentsOf((await listEvents(context, { filters })).items)
  await pageOf(5, context)
  expect(await listed({ folderIds: [folder] })).toEqual([folder, inside, deep])
  expect(await listed({ folderIds: [inside] })).toEqual([inside, deep])
  expect(await listed({ folderIds: [deep, elsewhere] })).toEqual([deep, elsewhere])
  expect(await listed({ folderIds: [inside], documentIds: [elsewhere] })).toEqual([inside, deep, elsewhere])
  expect(await listed({ documentIds: [folder] })).toEqual([folder])
  expect(await listed({ documentIds: [newId()] })).toEqual([])

  await database.prisma.document.update({ where: { id: deep }, data: { parentId: elsewhere } })
  await happened(id, 'document.created', deep)
  await happened(id, 'document.deleted', inside)
  await database.prisma.document.delete({ where: { id: inside } })
  await pageOf(7, context)
  expect(await listed({ folderIds: [folder] })).toEqual([folder, inside, deep, inside])
  expect(await listed({ folderIds: [elsewhere] })).toEqual([elsewhere, deep])
})

test('actors narrow down what the other filters accept', async () => {
  const { id, context } = await workspace()
  const [ada, jonas] = [newId(), newId()]
  const [plan, minutes] = [await document(id, 'viewer'), await document(id, 'viewer')]
  await happened(id, 'document.deleted', plan, ada)
  await happened(id, 'document.deleted', minutes, jonas)
  await happened(id, 'document.deleted', minutes, ada)
  await pageOf(5, context)
  const listed = async (filters: EventFilters) => documentsOf((await listEvents(context, { filters })).items)
  expect(await listed({ actorIds: [ada] })).toEqual([plan, minutes])
  expect(await listed({ actorIds: [ada, jonas] })).toEqual([plan, minutes, minutes])
  expect(await listed({ actorIds: [ada], documentIds: [minutes] })).toEqual([minutes])
  expect(await listed({ actorIds: [], documentIds: [], folderIds: [] })).toHaveLength(5)
})

test('a filter by actor matches a save by everyone who edited, not only the last', async () => {
  const { id, context } = await workspace()
  const plan = await document(id, 'viewer')
  const person = () => ({ type: 'user' as const, id: newId(), name: 'Somebody' })
  const [ada, jonas, mia] = [person(), person(), person()]
  const guest = { type: 'guest' as const, id: null, name: 'Guest' }
  const none = { added: 0, removed: 0, total: 0 }
  const saved = (editors: Actor[], last: Actor) =>
    database.transaction((tx) =>
      recordEvent(tx, {
        workspaceId: id,
        documentId: plan,
        type: 'document.saved',
        actor: last,
        data: {
          document: { id: plan, title: 'T', url: 'http://localhost/d/1', path: [] },
          editors,
          words: none,
          characters: none,
          blocks: [],
          moreBlocks: 0,
        },
      }),
    )
  await saved([ada, jonas], jonas)
  await saved([mia, guest], guest)
  const by = async (actorId: string) =>
    (await listEvents(context, { filters: { actorIds: [actorId] } })).items.map(({ event }) => event.type)
  await pageOf(3, context)
  const everyone = async () => {
    for (const { id } of [ada, jonas, mia]) expect(await by(id)).toEqual(['document.saved'])
  }
  await everyone()
  // As for events from before the migration, once it has run.
  await database.query('UPDATE events SET editor_ids = NULL WHERE workspace_id = $1::uuid', [id])
  const sql = await readFile(migration, 'utf8')
  await database.query(sql.slice(sql.indexOf('UPDATE')))
  await everyone()
  expect(await by(newId())).toEqual([])
})

test('pages of a filtered list are full, in both orders', async () => {
  const { id, context } = await workspace()
  const folder = await document(id, 'viewer')
  const wanted = [folder]
  for (let i = 0; i < 3; i++) {
    for (let other = 0; other < 3; other++) await document(id, 'viewer')
    wanted.push(await document(id, 'viewer', folder))
  }
  await pageOf(13, context)
  for (const first of ['oldest', 'newest'] as const) {
    const seen: string[] = []
    const filters = { folderIds: [folder] }
    for (let after: string | undefined, page = 1; ; page += 1) {
      const { items, nextCursor } = await listEvents(context, { filters, first, after, limit: 2 })
      seen.push(...documentsOf(items))
      expect(nextCursor === null).toBe(page === 2)
      if (nextCursor === null) break
      after = nextCursor
    }
    expect(seen).toEqual(first === 'oldest' ? wanted : wanted.toReversed())
  }
})

test('a filtered list has each event once, also where the log is searched in parts', async () => {
  const { id, context } = await workspace()
  const [rare, common] = [newId(), newId()]
  /** The first part has a thousand events or, if only some types are wanted, as many of one type. */
  const add = (type: string, documentId: string, count: number) =>
    database.query(
      `INSERT INTO events (id, workspace_id, generation, type, document_id, document_open, actor, data)
       SELECT uuidv7(), $1::uuid, generation, $2, $3::uuid, true, '{}', '{}'
         FROM event_log, generate_series(1, $4::int)`,
      [id, type, documentId, count],
    )
  await add('document.created', rare, 1)
  await add('document.saved', common, 998)
  await add('document.saved', rare, 2)
  await add('document.saved', common, 998)
  await add('document.created', rare, 1)
  const idsOf = async (input: ListEventsInput) =>
    (await listEvents(context, { filters: { documentIds: [rare] }, ...input })).items.map(
      ({ event }) => event.id,
    )
  await pageOf(4, context, { filters: { documentIds: [rare] } })
  const ids = await idsOf({})
  expect(new Set(ids).size).toBe(4)
  expect(await idsOf({ types: ['document.*'] })).toEqual(ids)
  for (const types of [undefined, ['document.*']])
    expect(await idsOf({ types, first: 'newest' })).toEqual(ids.toReversed())

  // Two types whose parts end at different places.
  await add('document.renamed', common, 1100)
  await add('document.saved', rare, 1)
  await add('document.saved', common, 1100)
  await pageOf(5, context, { filters: { documentIds: [rare] } })
  const types = ['document.renamed', 'document.saved']
  const some = await idsOf({ types })
  expect(some).toHaveLength(3)
  expect(await idsOf({ types, first: 'newest' })).toEqual(some.toReversed())
})

test('events about endpoints are shown only to those who may manage them, since a URL may be secret', async () => {
  const reader = await workspace()
  const endpoint = { id: newId(), url: 'https://hooks.slack.com/services/T0/B0/secret', description: 'Team' }
  await database.transaction((tx) =>
    recordEvent(tx, { workspaceId: reader.id, type: 'endpoint.created', actor, data: { endpoint } }),
  )
  await database.transaction((tx) => recordEvent(tx, invitation(reader.id)))
  const principal = reader.context.principal as Extract<Principal, { type: 'api_key' }> // as `workspace` made it
  const manager = {
    ...reader.context,
    principal: { ...principal, scopes: ['events:read', 'webhooks:manage'] },
  }
  const typesFor = async (count: number, context: Context, input?: ListEventsInput) =>
    (await pageOf(count, context, input)).items.map(({ event }) => event.type)
  expect(await typesFor(2, manager)).toEqual(['endpoint.created', 'member.invited'])
  expect(await typesFor(1, reader.context)).toEqual(['member.invited'])
  expect(await typesFor(0, reader.context, { types: ['endpoint.*'] })).toEqual([])
})

test('another workspace and a key without the scope see nothing', async () => {
  const { id } = await workspace()
  await database.transaction((tx) => recordEvent(tx, invitation(id)))
  const other = await workspace()
  expect((await listEvents(other.context, {})).items).toEqual([])
  const without = await workspace(['documents:read'])
  await expect(listEvents(without.context, {})).rejects.toMatchObject({ kind: 'forbidden' })
})
