import { newId } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { rowsRead } from '@quillwire/database/testing/rows-read'
import { markdownToJson, writeJson, writeTitle } from '@quillwire/editor'
import { MAX_BLOCK_TEXT_LENGTH, MAX_CHANGED_BLOCKS } from '@quillwire/events'
import { describe, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { actorOf, SYSTEM_ACTOR } from '../access/principal.ts'
import { asPrincipal, type Context } from '../context.ts'
import { compactDocument } from '../history/compact-document.ts'
import { setGeneralAccess } from '../sharing/set-general-access.ts'
import { testWorkspace } from '../testing/test-workspace.ts'
import { createDocument } from './create-document.ts'
import { loadDocument } from './load-document.ts'
import { moveDocument } from './move-document.ts'
import { saveDocument, saveInTransaction } from './save-document.ts'
import { appendUpdates } from './update-log.ts'
import { writeContent } from './write-content.ts'

const { database } = await testDatabase()
const workspace = await testWorkspace(database)
const ada = workspace.owner
const jonas = await workspace.person('Jonas')

/** A document with this text, in which people write as through the sync server: into the log, before any save. */
async function written(markdown: string, parentId: string | null = null) {
  const documentId = await createDocument(ada, { markdown, parentId })
  const ydoc = await loadDocument(database, documentId)

  async function change(who: Pick<Context, 'principal'>, edit: () => void) {
    const before = Y.encodeStateVector(ydoc)
    edit()
    const { type, id } = actorOf(who.principal)
    await appendUpdates(database, [
      { documentId, update: Y.encodeStateAsUpdate(ydoc, before), actorType: type, actorId: id },
    ])
  }

  return {
    documentId,
    ydoc,
    change,
    /** Makes the smallest edit that results in this text. */
    write: (who: Pick<Context, 'principal'>, text: string) =>
      change(who, () => writeJson(ydoc, markdownToJson(text))),
    async save() {
      const system = { type: 'system' as const, id: null, name: 'Quillwire' }
      await saveDocument(workspace.services, { documentId, ydoc, actor: system })
      return (await workspace.eventsOf(documentId)).filter(({ type }) => type !== 'document.created')
    },
  }
}

/** What `document.saved` reports for one edit. */
async function savedAfter(before: string, after: string) {
  const { write, save } = await written(before)
  await write(jonas, after)
  const [saved, ...more] = await save()
  expect(more).toEqual([])
  expect(saved?.type).toBe('document.saved')
  return saved?.data
}

const paragraphs = (count: number, text = (index: number) => `Line ${index}`) =>
  Array.from({ length: count }, (_, index) => text(index)).join('\n\n')

test('an event names the documents above its own by title, the outermost first', async () => {
  const handbook = await createDocument(ada, { title: 'Handbook' })
  const untitled = await createDocument(ada, { parentId: handbook })
  const travel = await createDocument(ada, { title: 'Travel', parentId: untitled })
  const { documentId, ydoc, change, save } = await written('One', travel)
  const path = ['Handbook', 'Untitled', 'Travel']
  const [created] = await workspace.eventsOf(documentId)
  expect(created?.data.document).toMatchObject({ title: 'Untitled', path })
  await change(ada, () => {
    writeTitle(ydoc, 'Trains')
    writeJson(ydoc, markdownToJson('One two'))
  })
  const events = await save()
  expect(events.map(({ type }) => type)).toEqual(['document.renamed', 'document.saved'])
  for (const { data } of events)
    expect(data.document).toMatchObject({ id: documentId, title: 'Trains', path })
})

test('open editors are notified of a save that changes the title, and not of every save', async () => {
  const { documentId, ydoc, change, write, save } = await written('One')
  const heard: string[] = []
  const listening = await database.listen('document_changed', (told) => {
    if (told.documentId === documentId) heard.push(told.what)
  })
  await write(jonas, 'One two')
  await save()
  await change(ada, () => writeTitle(ydoc, 'Trains'))
  await save()
  await write(jonas, 'One two three')
  await save()
  // This arrives after any earlier notification.
  await database.notify('document_changed', { documentId, what: 'threads' })
  await expect.poll(() => heard).toEqual(['meta', 'threads'])
  listening.stop()
})

describe('who edited', () => {
  test('is everyone since the previous save, the most recent last and as the actor', async () => {
    const { write, save } = await written('One')
    await write(jonas, 'One two')
    await write(ada, 'One two three')
    await write(jonas, 'One two three four')
    const [saved] = await save()
    expect(saved?.data.editors).toEqual([actorOf(ada.principal), actorOf(jonas.principal)])
    expect(saved?.actor).toEqual(actorOf(jonas.principal))
    expect(saved?.data.words).toEqual({ added: 3, removed: 0, total: 4 })
  })

  test('includes an integration that wrote while somebody typed, even if its words have not arrived here yet', async () => {
    const { documentId, write, save } = await written('One')
    await write(jonas, 'One two')
    const hook = { type: 'integration', id: newId(), name: 'CI', workspaceId: workspace.id } as const
    const asHook = asPrincipal(workspace.services, { ...hook, role: 'editor' })
    await writeContent(asHook, { documentId, markdown: 'Built', place: 'end' })
    expect((await workspace.eventsOf(documentId)).map(({ type }) => type)).toEqual(['document.created'])

    const [saved, ...more] = await save()
    expect(more).toEqual([])
    expect(saved?.data.editors).toMatchObject([{ name: 'Jonas' }, { id: hook.id }])
    expect(saved?.data.blocks).toMatchObject([{ after: 'One two' }, { after: 'Built' }])
  })

  test('includes somebody whose sync server died before it saved, along with an integration that wrote since', async () => {
    const { documentId, write } = await written('One')
    await write(jonas, 'One two')
    const old = `now() - interval '1 minute'`
    await database.query(`UPDATE document_updates SET created_at = ${old} WHERE document_id = $1::uuid`, [
      documentId,
    ])
    await database.query(
      `UPDATE document_contents SET saved_at = ${old} - interval '1 second' WHERE document_id = $1::uuid`,
      [documentId],
    )
    const hook = { type: 'integration', id: newId(), name: 'CI', workspaceId: workspace.id } as const
    const asHook = asPrincipal(workspace.services, { ...hook, role: 'editor' })
    await writeContent(asHook, { documentId, markdown: 'Built', place: 'end' })
    const [, saved] = await workspace.eventsOf(documentId)
    expect(saved?.data.editors.map(({ name }: { name: string }) => name)).toContain('Jonas')
  })

  test('is a person for a title or a check box, even if an integration added to the text after them', async () => {
    const { ydoc, change, save } = await written('- [ ] Book a train')
    const hook = { type: 'integration', id: newId(), name: 'CI', workspaceId: workspace.id } as const
    await change(jonas, () => {
      writeTitle(ydoc, 'Trains')
      writeJson(ydoc, markdownToJson('- [x] Book a train'))
    })
    await change({ principal: { ...hook, role: 'editor' } }, () =>
      writeJson(ydoc, markdownToJson('- [x] Book a train\n\nBuilt.')),
    )
    const events = await save()
    expect(events.map(({ type, actor }) => [type, actor])).toEqual([
      ['document.renamed', actorOf(jonas.principal)],
      ['document.saved', { type: 'integration', id: hook.id, name: 'Quillwire' }],
      ['task.completed', actorOf(jonas.principal)],
    ])
  })

  test('costs a read of the recent rows, however many there are', async () => {
    const { documentId, ydoc, write, save } = await written('One')
    const { id } = actorOf(jonas.principal)
    const update = Y.encodeStateAsUpdate(new Y.Doc())
    const rows = Array.from({ length: 1000 }, () => ({ documentId, update, actorType: 'user', actorId: id }))
    await appendUpdates(database, rows)
    await write(jonas, 'One two')
    await save()
    await appendUpdates(database, rows)
    await write(jonas, 'One two three')
    const read = await rowsRead(database, (tx) =>
      saveInTransaction(workspace.services, tx, { documentId, ydoc, actor: SYSTEM_ACTOR }),
    )
    expect(read.document_updates).toBeGreaterThan(1000)
    expect(read.document_updates).toBeLessThan(20_000)
  })

  test('begins anew with each save', async () => {
    const { write, save } = await written('One')
    await write(jonas, 'One two')
    await save()
    await write(ada, 'One two three')
    const [, saved] = await save()
    expect(saved?.data.editors).toEqual([actorOf(ada.principal)])
    expect(saved?.data.words).toEqual({ added: 1, removed: 0, total: 3 })
  })

  test('is reported once, even by a write from outside that had to wait for another', async () => {
    const { documentId, write, save } = await written('One')
    const crm = await workspace.apiKey('documents:write')
    const client = await database.pool.connect()
    await client.query('BEGIN')
    await client.query('SELECT FROM documents WHERE id = $1 FOR NO KEY UPDATE', [documentId])
    const appended = writeContent(crm, { documentId, markdown: 'Two', place: 'end' })
    await vi.waitFor(async () => {
      const waiting = await database.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        [],
      )
      expect(waiting.rows).toHaveLength(1)
    })
    await write(jonas, 'One and a half')
    await client.query('COMMIT')
    client.release()
    await appended
    await write(ada, 'One and two halves')
    const [first, second] = await save()
    expect(first?.data.editors.map(({ name }: { name: string }) => name)).toEqual(['Jonas', 'CRM'])
    expect(second?.data.editors).toEqual([actorOf(ada.principal)])
  })

  test('is reported once, even if the state that was read lacks what was saved since', async () => {
    const { documentId, write, save } = await written('One')
    const behind = await loadDocument(database, documentId)
    const at = new Date(Date.now() - 60_000)
    await write(ada, 'One two')
    await save()
    await write(jonas, 'One two three')
    await saveDocument(workspace.services, { documentId, ydoc: behind, actor: SYSTEM_ACTOR, at })
    // Times have a resolution of milliseconds, and his edit must not have that of the save.
    await database.query(
      `UPDATE document_updates SET created_at = created_at - interval '1 second' WHERE document_id = $1::uuid`,
      [documentId],
    )
    await write(ada, 'One two three four')
    const [, second, third] = await save()
    expect(second?.data).toMatchObject({ editors: [actorOf(jonas.principal)], words: { added: 1 } })
    expect(third?.data).toMatchObject({ editors: [actorOf(ada.principal)], words: { added: 1 } })
  })

  test('is reported by the next save if they wrote after the state was read', async () => {
    const { documentId, write, save } = await written('One')
    await write(ada, 'One two')
    // Times have a resolution of milliseconds, and her edit must not have the same one.
    await database.query(
      `UPDATE document_updates SET created_at = created_at - interval '1 second' WHERE document_id = $1::uuid`,
      [documentId],
    )
    const { rows } = await database.query<{ at: Date }>('SELECT clock_timestamp() AS at')
    const ydoc = await loadDocument(database, documentId)
    await write(jonas, 'One two three')
    await saveDocument(workspace.services, { documentId, ydoc, actor: SYSTEM_ACTOR, at: rows[0]?.at ?? null })
    const [, next] = await save()
    expect(next?.data).toMatchObject({ editors: [actorOf(jonas.principal)], words: { added: 1 } })
  })

  test('is reported by the next save, too, if the state was read long before it was saved', async () => {
    const { documentId, write, save } = await written('One')
    const { rows } = await database.query<{ at: Date }>(`SELECT now() - interval '1 minute' AS at`, [])
    const at = rows[0]?.at ?? null
    await write(ada, 'One two')
    const ydoc = await loadDocument(database, documentId)
    await write(jonas, 'One two three')
    await database.query(
      `UPDATE document_updates
          SET created_at = $2::timestamptz + make_interval(secs => CASE WHEN actor_id = $3::uuid THEN 30 ELSE -30 END)
        WHERE document_id = $1::uuid`,
      [documentId, at, actorOf(jonas.principal).id],
    )
    await saveDocument(workspace.services, { documentId, ydoc, actor: SYSTEM_ACTOR, at })
    const [, next] = await save()
    expect(next?.data).toMatchObject({ editors: [actorOf(jonas.principal)], words: { added: 1 } })
  })

  test('is reported once if they wrote within the millisecond of the save', async () => {
    const { documentId, ydoc, write } = await written('One')
    const { type, id } = actorOf(jonas.principal)
    const rounds = 60
    for (let round = 0; round < rounds; round++) {
      const before = Y.encodeStateVector(ydoc)
      writeJson(ydoc, markdownToJson(`One ${round}`))
      const update = Y.encodeStateAsUpdate(ydoc, before)
      await database.sqlTransaction(async (tx) => {
        await tx.query(
          `INSERT INTO document_updates (document_id, update, actor_type, actor_id, created_at)
           VALUES ($1::uuid, $2::bytea, $3, $4::uuid, clock_timestamp())`,
          [documentId, Buffer.from(update), type, id],
        )
        await saveInTransaction(workspace.services, tx, { documentId, ydoc, actor: SYSTEM_ACTOR })
      })
      await write(ada, `One ${round}.5`)
      await saveDocument(workspace.services, { documentId, ydoc, actor: SYSTEM_ACTOR })
    }
    const [, ...saves] = await workspace.eventsOf(documentId)
    const editors = saves.map(({ data }) => data.editors)
    const once = [[actorOf(jonas.principal)], [actorOf(ada.principal)]]
    expect(editors).toEqual(Array.from({ length: rounds }, () => once).flat())
  })

  test('is reported with words that get into the log only while they are saved', async () => {
    const { documentId, ydoc } = await written('One')
    const before = Y.encodeStateVector(ydoc)
    writeJson(ydoc, markdownToJson('One two'))
    const { type, id } = actorOf(jonas.principal)
    const update = Y.encodeStateAsUpdate(ydoc, before)
    const logged = () => appendUpdates(database, [{ documentId, update, actorType: type, actorId: id }])
    await saveDocument(workspace.services, {
      documentId,
      ydoc,
      actor: SYSTEM_ACTOR,
      logged: async () => void (await logged()),
    })
    const [, saved] = await workspace.eventsOf(documentId)
    expect(saved?.data.editors).toEqual([actorOf(jonas.principal)])
  })

  test.each([
    ['', async () => {}],
    [', and the log was compacted then', (documentId: string) => compactDocument(database, documentId)],
    [
      ', which took seconds',
      (documentId: string) =>
        database.query(
          `UPDATE document_updates SET created_at = created_at - interval '5 seconds' WHERE document_id = $1::uuid`,
          [documentId],
        ),
    ],
    [', and they have written elsewhere since', async () => (await written('One')).write(jonas, 'Two')],
  ])(
    'is reported with their words, if those were on their way to the log as others were saved%s',
    async (_, meanwhile) => {
      const { documentId, ydoc, write, save } = await written('One')
      await write(ada, 'One two')
      const client = await database.pool.connect()
      await client.query('BEGIN')
      // A row is dated when its transaction begins.
      await client.query('SELECT')
      await save()
      const before = Y.encodeStateVector(ydoc)
      writeJson(ydoc, markdownToJson('One two three'))
      const { type, id } = actorOf(jonas.principal)
      await client.query(
        'INSERT INTO document_updates (document_id, update, actor_type, actor_id) VALUES ($1, $2, $3, $4)',
        [documentId, Buffer.from(Y.encodeStateAsUpdate(ydoc, before)), type, id],
      )
      await client.query('COMMIT')
      client.release()
      await meanwhile(documentId)
      const [, next] = await save()
      expect(next?.data).toMatchObject({ editors: [actorOf(jonas.principal)], words: { added: 1 } })
      await write(ada, 'One two three four')
      const [, , last] = await save()
      expect(last?.data.editors).toEqual([actorOf(ada.principal)])
    },
  )

  test('is reported once, though several servers save the same state at once', async () => {
    const { documentId, write, save } = await written('One')
    await write(jonas, 'One two')
    const states = await Promise.all([1, 2, 3, 4].map(() => loadDocument(database, documentId)))
    const saves = states.map((ydoc) =>
      saveDocument(workspace.services, { documentId, ydoc, actor: SYSTEM_ACTOR }),
    )
    expect((await Promise.all(saves)).filter((told) => told)).toHaveLength(1)
    expect(await save()).toHaveLength(1)
  })

  test('may be a key or a guest', async () => {
    const { write, save } = await written('One')
    const crm = await workspace.apiKey('documents:write')
    await write(crm, 'One two')
    await write({ principal: { type: 'guest', name: 'Guest', shareLinkIds: [] } }, 'One two three')
    const [saved] = await save()
    expect(saved?.data.editors).toEqual([
      { ...actorOf(crm.principal), name: 'CRM' },
      { type: 'guest', id: null, name: 'Guest' },
    ])
  })

  test('nothing is reported twice, or when nothing changed', async () => {
    const { write, save } = await written('One')
    await write(jonas, 'One two')
    expect(await save()).toHaveLength(1)
    expect(await save()).toHaveLength(1)
    await write(jonas, 'One')
    await write(jonas, 'One two')
    expect(await save()).toHaveLength(1)
  })
})

describe('what changed, exactly', () => {
  test.each<[string, string, object]>([
    [
      'The launch is in March.',
      'The launch is on 3 March.',
      {
        words: { added: 2, removed: 1, total: 6 },
        // "in" became "on 3".
        characters: { added: 4, removed: 2, total: 25 },
        blocks: [
          { change: 'changed', before: 'The launch is in March.', after: 'The launch is on 3 March.' },
        ],
      },
    ],
    [
      'hel',
      'hello',
      {
        words: { added: 1, removed: 1, total: 1 },
        characters: { added: 2, removed: 0, total: 5 },
        blocks: [{ change: 'changed', before: 'hel', after: 'hello' }],
      },
    ],
    [
      'One two three',
      'One three',
      {
        words: { added: 0, removed: 1, total: 2 },
        characters: { added: 0, removed: 4, total: 9 },
        blocks: [{ change: 'changed', before: 'One two three', after: 'One three' }],
      },
    ],
    [
      'First.',
      'First.\n\nSecond line.',
      {
        words: { added: 2, removed: 0, total: 3 },
        characters: { added: 12, removed: 0, total: 19 },
        blocks: [{ change: 'added', type: 'paragraph', before: null, after: 'Second line.' }],
      },
    ],
    [
      'First.\n\nSecond line.',
      'First.',
      {
        words: { added: 0, removed: 2, total: 1 },
        characters: { added: 0, removed: 12, total: 6 },
        blocks: [{ change: 'removed', type: 'paragraph', before: 'Second line.', after: null }],
      },
    ],
    [
      '- [ ] Book\n- [ ] Print',
      '- [ ] Book a room\n- [ ] Print',
      {
        words: { added: 2, removed: 0, total: 4 },
        characters: { added: 7, removed: 0, total: 17 },
        blocks: [{ change: 'changed', type: 'taskItem', before: 'Book', after: 'Book a room' }],
      },
    ],
    [
      'Grüße',
      'Grüße 🙂 aus Köln',
      {
        words: { added: 2, removed: 0, total: 3 },
        // Counted as in JavaScript and Java: the smiley is two.
        characters: { added: 12, removed: 0, total: 17 },
        blocks: [{ change: 'changed', before: 'Grüße', after: 'Grüße 🙂 aus Köln' }],
      },
    ],
    [
      'One\n\nTwo',
      'Eins\n\nTwo\n\nDrei',
      {
        words: { added: 2, removed: 1, total: 3 },
        characters: { added: 8, removed: 3, total: 13 },
        blocks: [
          { change: 'changed', before: 'One', after: 'Eins' },
          { change: 'added', before: null, after: 'Drei' },
        ],
      },
    ],
  ])('%j to %j', async (before, after, expected) => {
    expect(await savedAfter(before, after)).toMatchObject({ ...expected, moreBlocks: 0 })
  })

  test('a paragraph that became a heading is a change without counts', async () => {
    const { ydoc, change, save } = await written('Title\n\nText')
    await change(jonas, () => {
      // As in the editor: another element with the same id.
      const fragment = ydoc.getXmlFragment('default')
      const paragraph = fragment.get(0) as Y.XmlElement
      const heading = new Y.XmlElement('heading')
      heading.setAttribute('id', paragraph.getAttribute('id') ?? '')
      heading.insert(0, [new Y.XmlText('Title')])
      fragment.delete(0, 1)
      fragment.insert(0, [heading])
    })
    const [saved] = await save()
    expect(saved?.data).toMatchObject({
      words: { added: 0, removed: 0, total: 2 },
      characters: { added: 0, removed: 0, total: 10 },
      blocks: [{ change: 'changed', type: 'heading', before: 'Title', after: 'Title' }],
    })
  })

  test('blocks that have the same id are told apart', async () => {
    const { ydoc, change, save } = await written('One\n\nTwo\n\nThree')
    const fragment = ydoc.getXmlFragment('default')
    const blocks = fragment.toArray() as Y.XmlElement[]
    const add = (index: number, text: string) =>
      change(jonas, () => {
        const line = blocks[index]?.get(0) as Y.XmlText
        line.insert(line.length, text)
      })
    // As after two people split a block at once.
    await change(jonas, () => blocks[1]?.setAttribute('id', blocks[0]?.getAttribute('id') ?? ''))
    await save()
    await add(0, ' and a half')
    await save()
    // A table known to be small is read in physical order, in which the changed row comes last.
    await database.query('ANALYZE document_blocks', [])
    await add(2, '!')
    const saved = (await save()).at(-1)
    expect(saved?.data.blocks).toMatchObject([{ before: 'Three', after: 'Three!' }])
    expect(saved?.data.words).toEqual({ added: 0, removed: 0, total: 6 })
  })

  test('is reported for each document separately, even if another program gave both the same block ids', async () => {
    const [one, other] = [await written('Stays\n\nGoes'), await written('')]
    await other.change(ada, () => Y.applyUpdate(other.ydoc, Y.encodeStateAsUpdate(one.ydoc)))
    await other.save()
    await one.write(jonas, 'Stays')
    await one.save()
    await other.write(jonas, 'Stays')
    const [, saved] = await other.save()
    expect(saved?.data.blocks).toMatchObject([{ change: 'removed', before: 'Goes', after: null }])
  })

  test('making text bold is not reported', async () => {
    const { ydoc, change, save } = await written('Some text')
    await change(jonas, () => {
      const paragraph = ydoc.getXmlFragment('default').get(0) as Y.XmlElement
      const text = paragraph.get(0) as Y.XmlText
      text.format(0, 4, { bold: {} })
    })
    expect(await save()).toEqual([])
  })

  test('two people at once: their edits are one change', async () => {
    const { documentId, ydoc, change, save } = await written('Ada:\n\nJonas:')
    const other = await loadDocument(database, documentId)
    const end = (doc: Y.Doc, index: number, text: string) => {
      const paragraph = doc.getXmlFragment('default').get(index) as Y.XmlElement
      const content = paragraph.get(0) as Y.XmlText
      content.insert(content.length, text)
    }
    end(other, 1, ' yes')
    await change(ada, () => end(ydoc, 0, ' no'))
    await change(jonas, () => Y.applyUpdate(ydoc, Y.encodeStateAsUpdate(other)))
    const [saved] = await save()
    expect(saved?.data).toMatchObject({
      editors: [{ name: 'Ada' }, { name: 'Jonas' }],
      words: { added: 2, removed: 0, total: 4 },
      characters: { added: 7, removed: 0, total: 18 },
      blocks: [
        { before: 'Ada:', after: 'Ada: no' },
        { before: 'Jonas:', after: 'Jonas: yes' },
      ],
    })
  })

  test('a new title alone is reported only as a rename', async () => {
    const { ydoc, change, save } = await written('Text')
    await change(jonas, () => writeTitle(ydoc, 'Plan'))
    const [renamed, ...more] = await save()
    expect(renamed).toMatchObject({ type: 'document.renamed', data: { previousTitle: 'Untitled' } })
    expect(more).toEqual([])
  })

  test('a block that was only moved is a change that lists no block', async () => {
    const { ydoc, change, save } = await written('One\n\nTwo')
    await change(jonas, () => {
      const fragment = ydoc.getXmlFragment('default')
      const [first] = fragment.toArray()
      const moved = (first as Y.XmlElement).clone() // a paragraph, as written above
      fragment.delete(0)
      fragment.insert(1, [moved])
    })
    const [saved, ...more] = await save()
    expect(saved).toMatchObject({ type: 'document.saved', data: { blocks: [], words: { added: 0 } } })
    expect(more).toEqual([])
  })
})

describe('how much is reported', () => {
  test('the text of a block up to its limit', async () => {
    const whole = 'x'.repeat(MAX_BLOCK_TEXT_LENGTH)
    expect((await savedAfter('x', whole)).blocks).toMatchObject([{ after: whole, truncated: false }])
    const { blocks, characters } = await savedAfter('x', `${whole}yz`)
    expect(blocks).toMatchObject([{ before: 'x', after: whole, truncated: true }])
    expect(characters).toEqual({
      added: MAX_BLOCK_TEXT_LENGTH + 1,
      removed: 0,
      total: MAX_BLOCK_TEXT_LENGTH + 2,
    })
  })

  test('only the beginning of a title that another program made as long as a page', async () => {
    const { ydoc, change, save } = await written('')
    await change(jonas, () => writeTitle(ydoc, 'x'.repeat(3000)))
    const [renamed] = await save()
    expect(renamed?.data.document.title).toBe('x'.repeat(500))
  })

  test('the text that went, up to the same limit', async () => {
    const { blocks } = await savedAfter(`keep\n\n${'y'.repeat(MAX_BLOCK_TEXT_LENGTH + 10)}`, 'keep')
    expect(blocks).toMatchObject([
      { change: 'removed', before: 'y'.repeat(MAX_BLOCK_TEXT_LENGTH), after: null, truncated: true },
    ])
  })

  test('no half character where a text is cut', async () => {
    const { blocks } = await savedAfter('x', `${'x'.repeat(MAX_BLOCK_TEXT_LENGTH - 1)}🙂 and more`)
    expect(blocks[0].after).toBe('x'.repeat(MAX_BLOCK_TEXT_LENGTH - 1))
    expect(blocks[0].truncated).toBe(true)
  })

  test('only the beginning of an id that another program made as long as a book', async () => {
    const { ydoc, change, save } = await written('')
    const ids = ['a', 'b'].map((end) => `${'x'.repeat(100_000)}${end}`)
    await change(jonas, () =>
      ydoc.getXmlFragment('default').insert(
        0,
        ids.map((id) => {
          const paragraph = new Y.XmlElement('paragraph')
          paragraph.setAttribute('id', id)
          paragraph.insert(0, [new Y.XmlText('Text')])
          return paragraph
        }),
      ),
    )
    const [saved] = await save()
    expect(saved?.data.blocks).toMatchObject([{ after: 'Text' }, { after: 'Text' }])
    expect(JSON.stringify(saved?.data).length).toBeLessThan(3000)
  })

  test('a limited number of blocks, and how many more there are; the counts cover all', async () => {
    const before = 'Start'
    const exactly = await savedAfter(before, `${before}\n\n${paragraphs(MAX_CHANGED_BLOCKS)}`)
    expect([exactly.blocks.length, exactly.moreBlocks]).toEqual([MAX_CHANGED_BLOCKS, 0])
    const more = await savedAfter(before, `${before}\n\n${paragraphs(MAX_CHANGED_BLOCKS + 7)}`)
    expect([more.blocks.length, more.moreBlocks]).toEqual([MAX_CHANGED_BLOCKS, 7])
    expect(more.words).toEqual({ added: 2 * (MAX_CHANGED_BLOCKS + 7), removed: 0, total: 115 })
  })

  test('even when a whole book is deleted', async () => {
    const { blocks, moreBlocks, words } = await savedAfter(
      paragraphs(300, (index) => `${index} ${'word '.repeat(200)}`),
      'The end',
    )
    expect(blocks).toHaveLength(MAX_CHANGED_BLOCKS)
    expect(moreBlocks).toBeGreaterThanOrEqual(300 - MAX_CHANGED_BLOCKS)
    expect(words).toEqual({ added: 2, removed: 300 * 201, total: 2 })
    expect(Buffer.byteLength(JSON.stringify(blocks))).toBeLessThan(MAX_CHANGED_BLOCKS * 2 * 1200)
  })
})

test('the path stops below a document that not every member may see', async () => {
  const top = await createDocument(ada, { title: 'Company' })
  const secret = await createDocument(ada, { title: 'Acquisition of Foo', parentId: top })
  const open = await createDocument(ada, { title: 'Press', parentId: secret })
  await setGeneralAccess(ada, { documentId: secret, role: null })
  const { documentId, write, save } = await written('', top)
  await moveDocument(ada, { documentId, parentId: open })
  await write(jonas, 'Everybody may read this.')
  const events = await save()
  expect(events.map(({ type, data }) => [type, data.document.path])).toEqual([
    ['document.moved', ['Press']],
    ['document.saved', ['Press']],
  ])
})
