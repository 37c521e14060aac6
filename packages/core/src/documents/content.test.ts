import { testDatabase } from '@quillwire/database/testing'
import { readJson, readTitle } from '@quillwire/editor'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import type { Context } from '../context.ts'
import { setGeneralAccess } from '../sharing/set-general-access.ts'
import { type TestWorkspace, testWorkspace } from '../testing/test-workspace.ts'
import { changeDocument } from './change-document.ts'
import { createDocument } from './create-document.ts'
import { loadDocument } from './load-document.ts'
import { MAX_MARKDOWN_BYTES } from './markdown-input.ts'
import { readContent } from './read-content.ts'
import { renameDocument } from './rename-document.ts'
import { replaceContent } from './replace-content.ts'
import { saveDocument } from './save-document.ts'
import { trashDocument } from './trash-document.ts'
import { writeContent } from './write-content.ts'

let workspace: TestWorkspace
let ada: Context

beforeAll(async () => {
  const { database } = await testDatabase()
  workspace = await testWorkspace(database)
  ada = workspace.owner
})

const markdownOf = async (documentId: string, context = ada) =>
  (await readContent(context, { documentId, format: 'markdown' })).body
const newsOf = async (documentId: string) =>
  (await workspace.eventsOf(documentId)).filter(({ type }) => type !== 'document.created')
const row = (documentId: string) =>
  ada.database.prisma.document.findUniqueOrThrow({ where: { id: documentId } })

describe('creating', () => {
  test('from Markdown: the text, the counters and one event', async () => {
    const documentId = await createDocument(ada, {
      title: ' Launch\nplan ',
      markdown: '# Goals\n\nShip it in **March**.',
    })
    expect(await markdownOf(documentId)).toBe('# Goals\n\nShip it in **March**.\n')
    expect(await row(documentId)).toMatchObject({ title: 'Launch plan', wordCount: 5, characterCount: 23 })
    expect(readTitle(await loadDocument(ada.database, documentId))).toBe('Launch plan')
    const events = await workspace.eventsOf(documentId)
    expect(events.map(({ type }) => type)).toEqual(['document.created'])
    expect(events[0]?.data.document).toEqual({
      id: documentId,
      title: 'Launch plan',
      url: `http://localhost:3000/d/${documentId}`,
      path: [],
    })
  })

  test('with more than a document may hold creates none, since nobody could write in it', async () => {
    const documents = () => ada.database.prisma.document.count()
    const before = await documents()
    await expect(
      createDocument({ ...ada, maxDocumentBytes: 65_536 }, { markdown: 'x'.repeat(70_000) }),
    ).rejects.toMatchObject({ code: 'document_too_large' })
    expect(await documents()).toBe(before)
  })

  test('empty: with one paragraph that every editor finds there', async () => {
    const documentId = await createDocument(ada, {})
    expect(await markdownOf(documentId)).toBe('')
    const [paragraph, ...others] = readJson(await loadDocument(ada.database, documentId)).content ?? []
    expect(others).toEqual([])
    expect(paragraph?.attrs?.id).toEqual(expect.any(String))
  })

  test('under a parent: with the parent’s access, and its title in the path', async () => {
    const parentId = await createDocument(ada, { title: 'Parent' })
    await setGeneralAccess(ada, { documentId: parentId, role: 'viewer' })
    const documentId = await createDocument(ada, { title: 'Child', parentId })
    expect(await row(documentId)).toMatchObject({ parentId, generalAccess: 'viewer' })
    expect((await workspace.eventsOf(documentId))[0]?.data.document.path).toEqual(['Parent'])
    const jonas = await workspace.person('Jonas')
    await expect(createDocument(jonas, { parentId })).rejects.toMatchObject({ kind: 'forbidden' })
  })

  test('is for members and keys with the scope', async () => {
    const guest = await workspace.person('Gast', 'guest')
    const reader = await workspace.apiKey('documents:read')
    for (const context of [guest, reader])
      await expect(createDocument(context, { title: 'x' })).rejects.toMatchObject({ kind: 'forbidden' })
    const writer = await workspace.apiKey('documents:write')
    const documentId = await createDocument(writer, { title: 'From the CRM', markdown: 'a' })
    expect(await row(documentId)).toMatchObject({ createdByType: 'api_key' })
    expect(await markdownOf(documentId)).toBe('a\n')
  })
})

describe('reading', () => {
  test('in every format', async () => {
    const documentId = await createDocument(ada, { title: 'T', markdown: '- [x] *a*' })
    const read = (format: Parameters<typeof readContent>[1]['format']) =>
      readContent(ada, { documentId, format })
    expect(await read('markdown')).toEqual({
      contentType: 'text/markdown; charset=utf-8',
      body: '- [x] *a*\n',
    })
    expect((await read('html')).body).toContain('<em>a</em>')
    expect(await read('text')).toEqual({ contentType: 'text/plain; charset=utf-8', body: 'a' })
    expect(JSON.parse(String((await read('json')).body)).content[0].type).toBe('taskList')
    const ydoc = new Y.Doc()
    Y.applyUpdate(ydoc, (await read('yjs')).body as Uint8Array) // yjs is bytes
    expect(readTitle(ydoc)).toBe('T')
  })

  test('a document that one may not see is not found', async () => {
    const documentId = await createDocument(ada, { markdown: 'secret' })
    await setGeneralAccess(ada, { documentId, role: null })
    const jonas = await workspace.person('Jonas')
    await expect(markdownOf(documentId, jonas)).rejects.toMatchObject({ kind: 'not_found' })
  })
})

describe('replacing', () => {
  test('reports what changed, who did it, and which tasks were completed', async () => {
    const documentId = await createDocument(ada, {
      title: 'Plan',
      markdown: '# Plan\n\nThe launch is in March.\n\n- [ ] Book\n- [x] Print',
    })
    const crm = await workspace.apiKey('documents:write')
    await replaceContent(crm, {
      documentId,
      markdown: '# Plan\n\nThe launch is on 3 March.\n\n- [x] Book\n- [ ] Print\n- [ ] Call',
    })
    const [saved, completed, reopened, ...more] = await newsOf(documentId)
    expect(more).toEqual([])
    expect(saved).toMatchObject({
      type: 'document.saved',
      actor: { type: 'api_key', name: 'CRM' },
      data: {
        editors: [{ type: 'api_key', name: 'CRM' }],
        words: { added: 3, removed: 1, total: 10 },
        blocks: [
          { change: 'changed', before: 'The launch is in March.', after: 'The launch is on 3 March.' },
          { change: 'added', type: 'taskItem', before: null, after: 'Call' },
        ],
        moreBlocks: 0,
      },
    })
    expect(completed).toMatchObject({ type: 'task.completed', data: { task: { text: 'Book' } } })
    expect(reopened).toMatchObject({ type: 'task.reopened', data: { task: { text: 'Print' } } })
  })

  test('with the same text is neither an edit nor an event', async () => {
    const documentId = await createDocument(ada, {
      markdown: '# A\n\n| b |\n| --- |\n| c |\n\n1. d\n\n   <br>\n\n   e',
    })
    const markdown = String(await markdownOf(documentId))
    const updates = () => ada.database.prisma.documentUpdate.count({ where: { documentId } })
    const before = await updates()
    await replaceContent(ada, { documentId, markdown })
    expect(await updates()).toBe(before)
    expect(await newsOf(documentId)).toEqual([])
  })

  test('notifies open editors after the commit, with the row that they are to apply', async () => {
    const documentId = await createDocument(ada, { markdown: 'a' })
    const open = await loadDocument(ada.database, documentId)
    const told: { documentId: string; updateIds: string[] }[] = []
    const listening = await ada.database.listen('document_update', (payload) => {
      told.push(payload)
    })
    await replaceContent(ada, { documentId, markdown: 'a b' })
    await vi.waitFor(() => expect(told).toMatchObject([{ documentId }]))
    const rows = await ada.database.prisma.documentUpdate.findMany({
      where: { id: { in: told[0]?.updateIds.map(BigInt) ?? [] } },
    })
    for (const { update } of rows) Y.applyUpdate(open, update)
    expect(open.getXmlFragment('default').toString()).toContain('a b')
    listening.stop()
  })

  test('several at once are all carried out, one after another', async () => {
    const documentId = await createDocument(ada, { markdown: 'start' })
    await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        writeContent(ada, { documentId, markdown: `line ${index}`, place: 'end' }),
      ),
    )
    const lines = String(await markdownOf(documentId))
      .trim()
      .split('\n\n')
    expect(lines[0]).toBe('start')
    expect(new Set(lines.slice(1))).toEqual(
      new Set(Array.from({ length: 12 }, (_, index) => `line ${index}`)),
    )
    expect(await newsOf(documentId)).toHaveLength(12)
  })

  test('is refused to viewers, in the trash, and where there is no document', async () => {
    const documentId = await createDocument(ada, { markdown: 'a' })
    await setGeneralAccess(ada, { documentId, role: 'viewer' })
    const jonas = await workspace.person('Jonas')
    await expect(replaceContent(jonas, { documentId, markdown: 'b' })).rejects.toMatchObject({
      kind: 'forbidden',
      code: 'may_not_write',
    })
    await expect(
      writeContent(await workspace.apiKey('documents:read'), { documentId, markdown: 'b', place: 'end' }),
    ).rejects.toMatchObject({
      kind: 'forbidden',
    })
    await trashDocument(ada, { documentId })
    await expect(replaceContent(ada, { documentId, markdown: 'b' })).rejects.toMatchObject({
      code: 'document_trashed',
    })
    await expect(
      replaceContent(ada, { documentId: '01998c3e-0001-7000-8000-00000000a001', markdown: 'b' }),
    ).rejects.toMatchObject({ code: 'document_not_found' })
  })

  test('with text that is too long or nested too deeply is refused with a reason', async () => {
    const documentId = await createDocument(ada, { markdown: 'a' })
    await expect(
      replaceContent(ada, { documentId, markdown: 'a'.repeat(MAX_MARKDOWN_BYTES + 1) }),
    ).rejects.toMatchObject({
      kind: 'too_large',
      code: 'markdown_too_large',
      field: 'markdown',
    })
    await expect(
      writeContent(ada, { documentId, markdown: '>'.repeat(10_000), place: 'end' }),
    ).rejects.toMatchObject({
      kind: 'invalid',
      code: 'markdown_invalid',
    })
    expect(await markdownOf(documentId)).toBe('a\n')
  })

  test.each([
    ['has more than 200000 pieces', `|a|\n|-|\n${'|b|\n'.repeat(400_000)}`],
    ['takes too long to read', `${'>'.repeat(50)}${'a\n'.repeat(900_000)}`],
  ])('with text that %s is refused by each way to send it', async (reason, markdown) => {
    const documentId = await createDocument(ada, { markdown: 'a' })
    const refusal = { kind: 'invalid', code: 'markdown_invalid', message: expect.stringContaining(reason) }
    for (const sent of [
      () => createDocument(ada, { markdown }),
      () => replaceContent(ada, { documentId, markdown }),
      () => writeContent(ada, { documentId, markdown, place: 'end' }),
      () => writeContent(ada, { documentId, markdown, place: 'start' }),
    ])
      await expect(sent()).rejects.toMatchObject(refusal)
    expect(await markdownOf(documentId)).toBe('a\n')
  })

  test('a document of twenty thousand paragraphs goes in and comes out', async () => {
    const markdown = `${'A line of some words in a long document.\n\n'.repeat(20_000)}`
    const documentId = await createDocument(ada, { markdown })
    await writeContent(ada, { documentId, markdown: 'The end.', place: 'end' })
    expect(await markdownOf(documentId)).toBe(`${markdown}The end.\n`)
  })
})

describe('appending', () => {
  test('a document that is full takes no more, and can still be shortened', async () => {
    const small = { ...ada, maxDocumentBytes: 65_536 }
    const documentId = await createDocument(ada, { markdown: 'A log\n\nFirst entry' })
    const append = (markdown: string) => writeContent(small, { documentId, markdown, place: 'end' })
    await append('x'.repeat(60_000))
    const before = await markdownOf(documentId)
    await expect(append('y'.repeat(10_000))).rejects.toMatchObject({
      kind: 'too_large',
      code: 'document_too_large',
    })
    expect(await markdownOf(documentId)).toBe(before)
    await replaceContent({ ...ada, maxDocumentBytes: 1024 }, { documentId, markdown: 'A log\n\nFirst' })
    expect(await markdownOf(documentId)).toBe('A log\n\nFirst\n')
  })

  test('adds at the end, and reports only what was added', async () => {
    const documentId = await createDocument(ada, { markdown: 'a\n\n- b' })
    await writeContent(ada, { documentId, markdown: 'c **d**', place: 'end' })
    expect(await markdownOf(documentId)).toBe('a\n\n- b\n\nc **d**\n')
    const [saved] = await newsOf(documentId)
    expect(saved?.data.blocks).toMatchObject([{ change: 'added', before: null, after: 'c d' }])
  })

  test('nothing is not an edit', async () => {
    const documentId = await createDocument(ada, { markdown: 'a' })
    await writeContent(ada, { documentId, markdown: ' \n', place: 'end' })
    expect(await newsOf(documentId)).toEqual([])
  })
})

describe('another title and another place at once', () => {
  test('are reported one by one', async () => {
    const folder = await createDocument(ada, { title: 'Marketing' })
    const documentId = await createDocument(ada, { title: 'Plan' })
    await changeDocument(ada, { documentId, title: 'Launch plan', parentId: folder })
    expect(await row(documentId)).toMatchObject({ title: 'Launch plan', parentId: folder })
    expect((await newsOf(documentId)).map(({ type, data }) => [type, data.document.path])).toEqual([
      ['document.moved', ['Marketing']],
      ['document.renamed', ['Marketing']],
    ])
  })

  test('stay as they were if one of them is refused', async () => {
    const folder = await createDocument(ada, { title: 'Marketing' })
    const documentId = await createDocument(ada, { title: 'Plan', markdown: 'a'.repeat(2000) })
    const full = { ...ada, maxDocumentBytes: 1024 }
    await expect(
      changeDocument(full, { documentId, title: 'Launch plan', parentId: folder }),
    ).rejects.toMatchObject({ code: 'document_too_large' })
    await expect(
      changeDocument(ada, { documentId, title: 'Launch plan', parentId: documentId }),
    ).rejects.toMatchObject({ code: 'parent_is_below' })
    expect(await row(documentId)).toMatchObject({ title: 'Plan', parentId: null })
    expect(await newsOf(documentId)).toEqual([])
  })
})

describe('saving', () => {
  /** An edit as `collab` handles it: applied in memory and appended to the log. */
  async function edit(documentId: string, ydoc: Y.Doc, change: () => void) {
    const updates: Uint8Array[] = []
    const collect = (update: Uint8Array) => updates.push(update)
    ydoc.on('update', collect)
    change()
    ydoc.off('update', collect)
    for (const update of updates)
      await ada.database.prisma.documentUpdate.create({
        data: { documentId, update: new Uint8Array(update) },
      })
  }
  const save = (documentId: string, ydoc: Y.Doc) =>
    saveDocument(workspace.services, {
      documentId,
      ydoc,
      actor: { type: 'system', id: null, name: 'Quillwire' },
    })

  test('an editor that has not received an edit from outside yet does not report it as removed', async () => {
    const documentId = await createDocument(ada, { markdown: 'one\n\ntwo' })
    const open = await loadDocument(ada.database, documentId)
    await replaceContent(ada, { documentId, markdown: 'one' })
    expect(await save(documentId, open)).toBe(false)
    await writeContent(ada, { documentId, markdown: 'three', place: 'end' })
    await edit(documentId, open, () => open.getText('title').insert(0, 'New'))
    expect(await save(documentId, open)).toBe(true)
    const news = await newsOf(documentId)
    expect(
      news.map(({ type, data }) => [type, data.blocks?.map(({ change }: { change: string }) => change)]),
    ).toEqual([
      ['document.saved', ['removed']],
      ['document.saved', ['added']],
      ['document.renamed', undefined],
    ])
    expect((await row(documentId)).title).toBe('New')
  })

  test('whatever a program writes into the Y.Doc can be saved', async () => {
    const documentId = await createDocument(ada, {})
    const ydoc = await loadDocument(ada.database, documentId)
    await edit(documentId, ydoc, () => {
      const paragraph = new Y.XmlElement('paragraph')
      const text = new Y.XmlText()
      paragraph.insert(0, [text])
      ydoc.getXmlFragment('default').insert(0, [paragraph, new Y.XmlElement('marquee')])
      text.insert(0, 'nul \0 and half \ud83d')
      ydoc.getText('title').insert(0, 'T\0\udc00')
    })
    expect(await save(documentId, ydoc)).toBe(true)
    expect((await row(documentId)).title).toMatch(/^T/)
    expect((await newsOf(documentId)).map(({ type }) => type)).toEqual(['document.renamed', 'document.saved'])
    await renameDocument(ada, { documentId, title: 'Fine' })
    expect((await row(documentId)).title).toBe('Fine')
  })
})
