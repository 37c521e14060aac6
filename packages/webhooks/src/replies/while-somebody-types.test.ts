/** Replies that come while somebody types are saved together with what they type, and not each by itself. */
import { loadDocument } from '@quillwire/core/documents/load-document'
import { readContent } from '@quillwire/core/documents/read-content'
import { saveDocument } from '@quillwire/core/documents/save-document'
import { appendUpdate } from '@quillwire/core/documents/update-log'
import { testDatabase } from '@quillwire/database/testing'
import { prependJson } from '@quillwire/editor'
import type { EventEnvelope } from '@quillwire/events'
import { expect, onTestFinished, test } from 'vitest'
import * as Y from 'yjs'
import { createEndpoint } from '../endpoints/create-endpoint.ts'
import { testDocument } from '../testing/document.ts'
import { testEngine } from '../testing/engine.ts'
import { startReceiver } from '../testing/receiver.ts'
import { testWorkspace } from '../testing/workspace.ts'
import { applyReplies } from './apply-reply.ts'

const { database } = await testDatabase()

test('a receiver that answers each save is sent each save of the text, and not one more for each answer', async () => {
  const workspace = await testWorkspace(database)
  const { context, userId } = workspace
  const receiver = await startReceiver((_request, response) =>
    response.end(JSON.stringify({ reply: { append: 'Checked.' } })),
  )
  onTestFinished(receiver.close)
  const endpoint = { eventTypes: ['document.saved'], description: 'Checker', repliesEnabled: true }
  await createEndpoint(context, { url: receiver.url, ...endpoint })
  const { id: documentId } = await testDocument(workspace, { markdown: 'Start' })
  const engine = await testEngine(database)
  const apply = () =>
    applyReplies(context, (fault) => {
      throw fault
    })
  const told = () =>
    receiver.received
      .map(({ body }) => JSON.parse(body) as EventEnvelope<'document.saved'>)
      .map(({ data }) => data.editors.map(({ name }) => name).join(' and '))

  /** As the sync server logs it. */
  async function type(text: string) {
    const ydoc = await loadDocument(database, documentId)
    const before = Y.encodeStateVector(ydoc)
    const line = { type: 'paragraph', content: [{ type: 'text', text }] }
    prependJson(ydoc, { type: 'doc', content: [line] })
    const update = Y.encodeStateAsUpdate(ydoc, before)
    await appendUpdate(database, { documentId, update, actorType: 'user', actorId: userId })
  }
  /** As the sync server does at intervals. */
  async function save() {
    const ydoc = await loadDocument(database, documentId)
    await saveDocument(context, { documentId, ydoc, actor: { type: 'system', id: null, name: '' } })
  }

  await type('One.')
  await save()
  await engine.made(1, workspace)
  await type('Two.')
  expect(await apply()).toBe(1)
  const { rows: waiting } = await database.query('SELECT FROM deliveries WHERE document_id = $1::uuid', [
    documentId,
  ])
  expect(waiting).toHaveLength(1)

  await save()
  await engine.made(2, workspace)
  expect(await apply()).toBe(1)
  expect(told()).toEqual(['Ada Lind', 'Ada Lind and Checker'])
  const { body } = await readContent(context, { documentId, format: 'markdown' })
  expect(body).toBe('Two.\n\nOne.\n\nStart\n\nChecked.\n\nChecked.\n')
  // Nobody types any more: the reply is saved as it is written, and the endpoint that wrote it is not told.
  const { rows } = await database.query(
    `SELECT data -> 'editors' -> 0 ->> 'name' AS name FROM events WHERE document_id = $1::uuid ORDER BY id DESC LIMIT 1`,
    [documentId],
  )
  expect(rows).toEqual([{ name: 'Checker' }])
})
