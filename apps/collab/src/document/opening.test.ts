import { createDocument } from '@quillwire/core/documents/create-document'
import { issueTicket } from '@quillwire/core/tickets/issue-ticket'
import { afterAll, expect, test, vi } from 'vitest'
import { openTestOffice, PATIENCE, synced } from '../testing/office.ts'
import { openRawClient, updateFrame, updatesOf } from '../testing/raw-client.ts'

const office = await openTestOffice()
const { ada } = office
const { base } = await office.serve()

afterAll(() => office.close())

test('the first client to open a document is sent it once', async () => {
  const documentId = await createDocument(ada, { title: 'Plan' })
  const { token } = await issueTicket(ada, { documentId })
  const first = await openRawClient(base, documentId, token)
  first.send(updateFrame(documentId, Uint8Array.of(0), 0))
  await vi.waitFor(() => expect(first.questions()).toBe(1), PATIENCE)
  const a = office.join(base, ada, documentId)
  await synced(a)
  a.text.insert(4, 's')
  const edit = () => updatesOf(first).at(-1)?.byteLength ?? Number.POSITIVE_INFINITY
  await vi.waitFor(() => expect(edit()).toBeLessThan(60), PATIENCE)
  // The answer to its question, and the edit.
  expect(updatesOf(first)).toHaveLength(2)
  first.socket.terminate()
})
