import { testDatabase } from '@quillwire/database/testing'
import { expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { actorOf } from '../access/principal.ts'
import type { Context } from '../context.ts'
import { createDocument } from '../documents/create-document.ts'
import { loadDocument } from '../documents/load-document.ts'
import { saveDocument } from '../documents/save-document.ts'
import { appendUpdate, endOfLog } from '../documents/update-log.ts'
import { setGeneralAccess } from '../sharing/set-general-access.ts'
import { testWorkspace } from '../testing/test-workspace.ts'
import { authorsOf } from './authors-of.ts'
import { compactDocument } from './compact-document.ts'
import { documentAt } from './document-at.ts'
import { type CompactionSearch, findCompactable } from './find-compactable.ts'

const { database } = await testDatabase()
const workspace = await testWorkspace(database)
const { owner } = workspace
const jonas = await workspace.person('Jonas')
const idOf = ({ principal }: Context) => ('id' in principal ? principal.id : null)

/** A document written to as by the sync server, each update a minute after the one before. */
async function written() {
  const documentId = await createDocument(owner, {})
  const ydoc = await loadDocument(database, documentId)
  const start = new Date(Date.now() - 3 * 24 * 60 * 60_000)
  await database.query(
    'UPDATE document_updates SET created_at = $2::timestamptz WHERE document_id = $1::uuid',
    [documentId, start],
  )
  let minute = 0
  const moments: { at: Date; text: string }[] = []
  return {
    documentId,
    moments,
    text: () => ydoc.getText('title').toString(),
    async write(author: Context, edit: (text: Y.Text) => void, clientId = 1) {
      ydoc.clientID = clientId
      const updates: Uint8Array[] = []
      const keep = (update: Uint8Array) => updates.push(update)
      ydoc.on('update', keep)
      edit(ydoc.getText('title'))
      ydoc.off('update', keep)
      const at = new Date(start.getTime() + ++minute * 60_000)
      const id = await appendUpdate(database, {
        documentId,
        update: Y.mergeUpdates(updates),
        actorType: author.principal.type,
        actorId: idOf(author),
      })
      await database.query('UPDATE document_updates SET created_at = $2::timestamptz WHERE id = $1::bigint', [
        String(id),
        at,
      ])
      moments.push({ at, text: ydoc.getText('title').toString() })
    },
    save: () =>
      saveDocument(workspace.services, { documentId, ydoc, actor: { type: 'system', id: null, name: '' } }),
  }
}

async function count(table: string, documentId: string): Promise<number> {
  const { rows } = await database.query<{ count: bigint }>(
    `SELECT count(*) FROM ${table} WHERE document_id = $1::uuid`,
    [documentId],
  )
  return Number(rows[0]?.count)
}

async function textAt(documentId: string, moment: Date): Promise<string> {
  return (await documentAt(owner, { documentId, moment })).getText('title').toString()
}

test('compaction leaves the document, every moment of its past and its authors as they were', async () => {
  const document = await written()
  const { documentId, moments } = document
  let seed = 7
  const below = (limit: number) => {
    seed = (seed * 48271) % 2147483647
    return seed % limit
  }
  for (let i = 0; i < 120; i++) {
    const author = below(3) === 0 ? jonas : owner
    await document.write(
      author,
      (text) => {
        if (text.length > 10 && below(4) === 0) text.delete(below(text.length - 4), 1 + below(4))
        else text.insert(below(text.length + 1), 'abcdefgh'.slice(0, 1 + below(8)))
      },
      author === jonas ? 2 : 1,
    )
    if (i === 80) {
      await document.save()
      expect(await compactDocument(database, documentId)).toBeGreaterThan(80)
    }
  }
  const authors = await authorsOf(owner, { documentId })
  const past = () => Promise.all(moments.map(async ({ at }) => ({ at, text: await textAt(documentId, at) })))
  expect(await past()).toEqual(moments)
  await document.save()
  expect(await compactDocument(database, documentId)).toBeGreaterThan(30)
  expect(await count('document_updates', documentId)).toBe(0)
  expect(await count('document_segments', documentId)).toBe(2)
  expect(await past()).toEqual(moments)
  expect(await authorsOf(owner, { documentId })).toEqual(authors)
  expect((await loadDocument(database, documentId)).getText('title').toString()).toBe(document.text())
  expect(await textAt(documentId, new Date((moments[0]?.at.getTime() ?? 0) - 1))).toBe('')
})

test('authors are listed with how much of theirs is still there, whoever deleted the rest', async () => {
  const document = await written()
  await document.write(owner, (text) => text.insert(0, 'Hello wide world'), 1)
  await document.write(jonas, (text) => text.insert(16, '!!'), 2)
  await document.write(jonas, (text) => text.delete(5, 5), 2)
  const authors = await authorsOf(owner, { documentId: document.documentId })
  expect(authors).toMatchObject([
    { actor: { type: 'user', name: 'Jonas' }, edits: 2, characters: 2 },
    { actor: { type: 'user', name: 'Ada' }, edits: 2, characters: 11 },
  ])
  expect(authors[0]?.lastEditAt).toEqual(document.moments.at(-1)?.at)
})

test('authors may be keys and guests too; updates without an actor have no author', async () => {
  const { documentId, write } = await written()
  const crm = await workspace.apiKey('documents:write')
  await write(crm, (text) => text.insert(0, 'By a key. '), 2)
  const guest: Context = { ...owner, principal: { type: 'guest', name: 'Guest', shareLinkIds: [] } }
  await write(guest, (text) => text.insert(0, 'By a guest. '), 3)
  await write(owner, (text) => text.insert(0, 'By somebody. '), 4)
  await database.query(
    `UPDATE document_updates SET actor_type = NULL, actor_id = NULL
      WHERE id = (SELECT max(id) FROM document_updates WHERE document_id = $1::uuid)`,
    [documentId],
  )
  const authors = await authorsOf(owner, { documentId })
  expect(authors).toMatchObject([
    { actor: { type: 'guest', id: null, name: 'Guest' }, characters: 12 },
    { actor: actorOf(crm.principal), characters: 10 },
    { actor: { name: 'Ada' }, characters: 0 },
  ])
})

test('unsaved updates, and those written during a compaction, stay in the log', async () => {
  const document = await written()
  const { documentId } = document
  await document.write(owner, (text) => text.insert(0, 'one '))
  await document.save()
  const late = await database.pool.connect()
  await late.query('BEGIN')
  // Its number is lower than the next one's, but it commits only after the compaction.
  const ydoc = await loadDocument(database, documentId)
  const before = Y.encodeStateVector(ydoc)
  ydoc.getText('title').insert(4, 'late ')
  await late.query(
    `INSERT INTO document_updates (document_id, update, actor_type) VALUES ($1, $2, 'system')`,
    [documentId, Buffer.from(Y.encodeStateAsUpdate(ydoc, before))],
  )
  await document.write(jonas, (text) => text.insert(0, 'two '), 2)
  await document.save()
  await document.write(owner, (text) => text.insert(0, 'unsaved '))
  await database.query(
    `UPDATE document_updates SET created_at = now() + interval '1 second' WHERE id = (
       SELECT max(id) FROM document_updates WHERE document_id = $1::uuid)`,
    [documentId],
  )
  expect(await compactDocument(database, documentId)).toBe(3)
  await late.query('COMMIT')
  late.release()
  expect(await count('document_updates', documentId)).toBe(2)
  expect((await loadDocument(database, documentId)).getText('title').toString()).toBe('unsaved two one late ')
})

test('the log of a document that only an earlier version saved is packed too', async () => {
  const document = await written()
  const { documentId } = document
  await document.write(owner, (text) => text.insert(0, 'long ago'))
  await document.save()
  // As the migration left it: no state was kept of what had been saved before.
  await database.query(
    `UPDATE document_contents SET state_vector = '\\x00', fingerprint = '' WHERE document_id = $1::uuid`,
    [documentId],
  )
  expect(await compactDocument(database, documentId)).toBe(2)
  expect(await count('document_updates', documentId)).toBe(0)
})

test('several compactions at once beside a writer neither lose nor duplicate anything', async () => {
  const document = await written()
  const { documentId } = document
  for (let i = 0; i < 20; i++) await document.write(owner, (text) => text.insert(text.length, `${i} `))
  await document.save()
  const merged = await Promise.all([
    ...Array.from({ length: 4 }, () => compactDocument(database, documentId)),
    document.write(jonas, (text) => text.insert(text.length, 'beside'), 2).then(() => 0),
  ])
  // The row written meanwhile may be merged too, if one of the compactions came after it.
  expect([21, 22]).toContain(merged.reduce((sum, rows) => sum + rows, 0))
  expect((await loadDocument(database, documentId)).getText('title').toString()).toBe(document.text())
  expect((await authorsOf(owner, { documentId })).reduce((edits, author) => edits + author.edits, 0)).toBe(22)
})

test('a compaction that is interrupted has changed nothing', async () => {
  const document = await written()
  const { documentId } = document
  await document.write(owner, (text) => text.insert(0, 'kept'))
  await document.save()
  const breaking = {
    sqlTransaction: ((work) =>
      database.sqlTransaction((tx) =>
        work({
          query: (text, values) => {
            if (text.startsWith('DELETE')) throw new Error('killed')
            return tx.query(text, values)
          },
        }),
      )) as typeof database.sqlTransaction,
  }
  await expect(compactDocument(breaking, documentId)).rejects.toThrow('killed')
  expect(await count('document_segments', documentId)).toBe(0)
  expect(await count('document_snapshots', documentId)).toBe(0)
  expect((await loadDocument(database, documentId)).getText('title').toString()).toBe('kept')
})

test('a document that is being deleted for good is not compacted once it is gone', async () => {
  const document = await written()
  const { documentId } = document
  await document.write(owner, (text) => text.insert(0, 'gone'))
  await document.save()
  const deletion = await database.pool.connect()
  await deletion.query('BEGIN')
  await deletion.query('DELETE FROM documents WHERE id = $1::uuid', [documentId])
  const compacted = compactDocument(database, documentId)
  await vi.waitFor(async () => {
    const { rows } = await database.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    )
    expect(rows).toHaveLength(1)
  })
  await deletion.query('COMMIT')
  deletion.release()
  expect(await compacted).toBe(0)
})

test('a log that cannot be read is left as it is', async () => {
  const document = await written()
  const { documentId } = document
  await document.write(owner, (text) => text.insert(0, 'kept'))
  await document.save()
  await database.query(
    `INSERT INTO document_updates (document_id, update, created_at) VALUES ($1::uuid, '\\x0102ff', now() - interval '1 day')`,
    [documentId],
  )
  await expect(compactDocument(database, documentId)).rejects.toThrow()
  expect(await count('document_updates', documentId)).toBe(3)
})

test('long logs and old logs are found, others are not', async () => {
  const [long, old, short] = [await written(), await written(), await written()]
  for (let i = 0; i < 12; i++) await long.write(owner, (text) => text.insert(0, 'x'))
  for (const { documentId } of [long, short])
    await database.query('UPDATE document_updates SET created_at = now() WHERE document_id = $1::uuid', [
      documentId,
    ])
  const { id: end } = await endOfLog(database)
  const find = (search: Partial<CompactionSearch> = {}) =>
    findCompactable(database, { updates: 12, hours: 24 }, { since: 0n, except: [], limit: 1000, ...search })
  const found = await find()
  expect(found).toContain(long.documentId)
  expect(found).toContain(old.documentId)
  expect(found).not.toContain(short.documentId)
  expect(await find({ except: [long.documentId] })).not.toContain(long.documentId)
  // Nothing was written since, so only age counts.
  expect(await find({ since: end })).not.toContain(long.documentId)
  expect(await find({ since: end })).toContain(old.documentId)
})

test('the past is for those who may read the document now', async () => {
  const { documentId } = await written()
  await setGeneralAccess(owner, { documentId, role: null })
  await expect(documentAt(jonas, { documentId, moment: new Date() })).rejects.toMatchObject({
    code: 'document_not_found',
  })
  await expect(authorsOf(jonas, { documentId })).rejects.toMatchObject({ code: 'document_not_found' })
})
