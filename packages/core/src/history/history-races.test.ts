/** History stays exact whatever commits when: rows out of order, several compactions, a killed connection. */
import { testDatabase } from '@quillwire/database/testing'
import { expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import type { Context } from '../context.ts'
import { createDocument } from '../documents/create-document.ts'
import { loadDocument } from '../documents/load-document.ts'
import { saveDocument } from '../documents/save-document.ts'
import { appendUpdate } from '../documents/update-log.ts'
import { testWorkspace } from '../testing/test-workspace.ts'
import { authorsOf } from './authors-of.ts'
import { compactDocument } from './compact-document.ts'
import { documentAt } from './document-at.ts'
import { readHistory } from './read-history.ts'

const { database } = await testDatabase()
const workspace = await testWorkspace(database)
const { owner } = workspace
const jonas = await workspace.person('Jonas')
const mira = await workspace.person('Mira')
const people = [owner, jonas, mira]
const idOf = ({ principal }: Context) => ('id' in principal ? principal.id : null)

async function openDocument() {
  const documentId = await createDocument(owner, {})
  const ydoc = await loadDocument(database, documentId)
  const text = ydoc.getText('title')
  return {
    documentId,
    ydoc,
    text,
    /** One edit by one Yjs client, as an update that is not in the log yet. */
    edit(clientId: number, change: () => void): Uint8Array {
      ydoc.clientID = clientId
      const updates: Uint8Array[] = []
      const keep = (update: Uint8Array) => updates.push(update)
      ydoc.on('update', keep)
      change()
      ydoc.off('update', keep)
      return Y.mergeUpdates(updates)
    },
    append: (author: Context, update: Uint8Array) =>
      appendUpdate(database, { documentId, update, actorType: 'user', actorId: idOf(author) }),
    save: () =>
      saveDocument(workspace.services, { documentId, ydoc, actor: { type: 'system', id: null, name: '' } }),
  }
}

/** A row whose number is assigned now, and which commits on demand. */
async function lateRow(documentId: string, author: Context, update: Uint8Array) {
  const client = await database.pool.connect()
  await client.query('BEGIN')
  await client.query(
    `INSERT INTO document_updates (document_id, update, actor_type, actor_id) VALUES ($1, $2, 'user', $3)`,
    [documentId, Buffer.from(update), idOf(author)],
  )
  return async () => {
    await client.query('COMMIT')
    client.release()
  }
}

async function history(documentId: string) {
  const updates: { id: bigint; actorId: string | null; update: string; at: number }[] = []
  for await (const { id, actorId, update, createdAt } of readHistory(database, documentId))
    updates.push({ id, actorId, update: Buffer.from(update).toString('hex'), at: createdAt.getTime() })
  return updates
}

const stored = async (documentId: string) =>
  (await loadDocument(database, documentId)).getText('title').toString()
const standing = async (documentId: string) =>
  Object.fromEntries(
    (await authorsOf(owner, { documentId })).map(({ actor, characters }) => [actor.name, characters]),
  )

for (const seed of [1, 20_261, 777_001])
  test(`seed ${seed}: compactions at any time do not change the history`, async () => {
    let state = seed
    const below = (limit: number) => {
      state = (state * 48271) % 2147483647
      return state % limit
    }
    const document = await openDocument()
    const { documentId, text } = document
    /** The author of each character that is still there, by position. */
    const written: string[] = []
    const late: (() => Promise<void>)[] = []
    for (let step = 0; step < 150; step++) {
      const who = below(people.length)
      const author = people[who] ?? owner
      const update = document.edit(who + 1, () => {
        const at = below(text.length + 1)
        if (text.length - at > 5 && below(3) === 0) {
          const length = 1 + below(5)
          text.delete(at, length)
          written.splice(at, length)
        } else {
          const letters = 'abcdefg'.slice(0, 1 + below(7))
          text.insert(at, letters)
          written.splice(at, 0, ...Array.from(letters, () => nameOf(author)))
        }
      })
      if (below(8) === 0 && late.length < 3) late.push(await lateRow(documentId, author, update))
      else await document.append(author, update)
      // As people do who reconnect with text of others: that stays with its authors.
      if (below(20) === 0) await document.append(owner, Y.encodeStateAsUpdate(document.ydoc))
      if (below(10) === 0) await late.shift()?.()
      if (below(25) === 0) {
        await document.save()
        const before = await history(documentId)
        // Refused while a row that others build on is not committed; then nothing has changed.
        await compactDocument(database, documentId).catch((error) =>
          expect(error).toMatchObject({ code: 'document_unreadable' }),
        )
        expect(await history(documentId)).toEqual(before)
      }
    }
    for (const commit of late) await commit()
    const told = await history(documentId)
    const authors = await authorsOf(owner, { documentId })
    const moments = [...new Set(told.map(({ at }) => at))].filter((_, index) => index % 9 === 0)
    const past = () =>
      Promise.all(
        moments.map(async (at) =>
          (await documentAt(owner, { documentId, moment: new Date(at) })).getText('title').toString(),
        ),
      )
    const before = await past()
    await document.save()
    while ((await compactDocument(database, documentId)) > 0);
    expect(await history(documentId)).toEqual(told)
    expect(await authorsOf(owner, { documentId })).toEqual(authors)
    expect(await past()).toEqual(before)
    expect(await stored(documentId)).toBe(text.toString())
    const counted: Record<string, number> = {}
    for (const name of written) counted[name] = (counted[name] ?? 0) + 1
    const known = Object.fromEntries(
      Object.entries(await standing(documentId)).filter(([, count]) => count > 0),
    )
    expect(known).toEqual(counted)
  })

function nameOf({ principal }: Context): string {
  return 'name' in principal ? principal.name : ''
}

test('a row that commits late keeps its author and its place, before a compaction and after it', async () => {
  const document = await openDocument()
  const { documentId, text } = document
  const [first, middle, last] = ['aaa', 'bb', 'cccc'].map((letters) =>
    document.edit(1, () => text.insert(text.length, letters)),
  ) as [Uint8Array, Uint8Array, Uint8Array] // three were made
  await document.append(owner, first)
  const commit = await lateRow(documentId, jonas, middle)
  await document.append(owner, last)
  await document.save()
  // The last row builds on one that is not visible yet. Until it is, the document has a gap and is left alone.
  await expect(compactDocument(database, documentId)).rejects.toMatchObject({ code: 'document_unreadable' })
  await commit()
  expect(await standing(documentId)).toEqual({ Ada: 7, Jonas: 2 })
  expect(await compactDocument(database, documentId)).toBe(4)
  expect(await standing(documentId)).toEqual({ Ada: 7, Jonas: 2 })
})

test('a deletion is not compacted before the row whose text it deletes', async () => {
  const document = await openDocument()
  const { documentId, text } = document
  const written = document.edit(1, () => text.insert(0, 'gone'))
  const commit = await lateRow(documentId, owner, written)
  await document.append(
    jonas,
    document.edit(2, () => text.delete(0, 4)),
  )
  await document.save()
  await expect(compactDocument(database, documentId)).rejects.toMatchObject({ code: 'document_unreadable' })
  await commit()
  expect(await compactDocument(database, documentId)).toBe(3)
  expect(await stored(documentId)).toBe('')
})

test('a row between those of a segment has its place in the history', async () => {
  const document = await openDocument()
  const { documentId, text } = document
  await document.append(
    owner,
    document.edit(1, () => text.insert(0, 'mine ')),
  )
  const commit = await lateRow(
    documentId,
    jonas,
    document.edit(2, () => text.insert(5, 'his')),
  )
  await document.append(
    mira,
    document.edit(3, () => text.insert(0, 'hers ')),
  )
  await document.save()
  // What Mira wrote does not depend on what Jonas wrote, so her rows alone can be merged.
  expect(await compactDocument(database, documentId)).toBe(3)
  await commit()
  const told = await history(documentId)
  expect(told.map(({ actorId }) => actorId)).toEqual([idOf(owner), idOf(owner), idOf(jonas), idOf(mira)])
  await document.save()
  expect(await stored(documentId)).toBe('hers mine his')
})

test('a gap in an update belongs to whoever fills it', async () => {
  const document = await openDocument()
  const { documentId, text } = document
  const [first, middle, last] = ['aaa', 'bb', 'cccc'].map((letters) =>
    document.edit(1, () => text.insert(text.length, letters)),
  ) as [Uint8Array, Uint8Array, Uint8Array] // as above
  await document.append(owner, Y.mergeUpdates([first, last]))
  await document.append(jonas, middle)
  expect(await standing(documentId)).toEqual({ Ada: 7, Jonas: 2 })
})

test('two connections compact while rows come in: nothing is lost, nothing doubled', async () => {
  const document = await openDocument()
  const { documentId, text } = document
  let writing = true
  let merged = 0
  const compacting = [0, 1].map(async () => {
    while (writing) merged += await compactDocument(database, documentId)
  })
  for (let i = 0; i < 200; i++) {
    await document.append(
      people[i % 3] ?? owner,
      document.edit(1 + (i % 3), () => text.insert(text.length, `${i} `)),
    )
    if (i % 10 === 0) await document.save()
  }
  writing = false
  await Promise.all(compacting)
  expect(merged).toBeGreaterThan(0)
  expect(await stored(documentId)).toBe(text.toString())
  const ids = (await history(documentId)).map(({ id }) => id)
  expect(ids).toHaveLength(201)
  expect(new Set(ids).size).toBe(201)
})

test('a compaction whose connection is killed has changed nothing, and the next one does it', async () => {
  const document = await openDocument()
  const { documentId, text } = document
  await document.append(
    owner,
    document.edit(1, () => text.insert(0, 'kept')),
  )
  await document.save()
  const before = await history(documentId)
  // The compaction waits for this row after everything else is done.
  const holding = await database.pool.connect()
  await holding.query('BEGIN')
  await holding.query('SELECT FROM document_updates WHERE document_id = $1 FOR UPDATE', [documentId])
  const killed = expect(compactDocument(database, documentId)).rejects.toThrow()
  const waiting = `SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'DELETE FROM document_updates%'
                      AND datname = current_database()`
  await vi.waitFor(async () => expect((await database.query(waiting)).rows).toHaveLength(1))
  await database.query(`SELECT pg_terminate_backend(pid) FROM (${waiting}) AS waiting`)
  await killed
  await holding.query('ROLLBACK')
  holding.release()
  expect(await history(documentId)).toEqual(before)
  expect(await stored(documentId)).toBe('kept')
  expect(await compactDocument(database, documentId)).toBe(2)
  expect(await history(documentId)).toEqual(before)
})
