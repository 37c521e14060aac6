import { testDatabase } from '@quillwire/database/testing'
import { rowsRead } from '@quillwire/database/testing/rows-read'
import { expect, test } from 'vitest'
import { testDocument } from '../testing/document.ts'
import { testWorkspace } from '../testing/workspace.ts'
import { type ReplayedEvent, replayedEvents } from './replayed-events.ts'

const { database } = await testDatabase()
const workspace = await testWorkspace(database)

test('whether the endpoint may see a document is asked once for each document of a batch, and not for each event', async () => {
  const { id: documentId } = await testDocument(workspace, { title: 'Launch plan' })
  const endpoint = {
    id: documentId,
    eventTypes: ['*'],
    filters: {},
    createdByType: 'user',
    createdById: null,
  }
  const event: ReplayedEvent = {
    id: documentId,
    sequence: 1n,
    type: 'document.saved',
    actor: { type: 'system', id: null, name: 'Quillwire' },
    editors: null,
    document_id: documentId,
    document_open: true,
    ancestor_ids: null,
  }
  const read = await rowsRead(database, async (tx) => {
    const replayed = await replayedEvents(tx, workspace.id, endpoint, Array(100).fill(event))
    expect(replayed).toHaveLength(100)
  })
  expect(read.documents).toBeLessThan(10)
})
