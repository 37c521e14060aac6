import { newId } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { expect, test } from 'vitest'
import { createDocument } from '../documents/create-document.ts'
import { deleteDocument } from '../documents/delete-document.ts'
import { trashDocument } from '../documents/trash-document.ts'
import { setGeneralAccess } from '../sharing/set-general-access.ts'
import { testWorkspace } from '../testing/test-workspace.ts'
import { issueTicket } from '../tickets/issue-ticket.ts'

const { database } = await testDatabase()
const workspace = await testWorkspace(database)
const { owner: ada } = workspace
const jonas = await workspace.person('Jonas')

const refusal = (context: typeof ada, documentId: string) =>
  issueTicket(context, { documentId }).then(
    () => 'none',
    (error: { code: string }) => error.code,
  )

test('people are told when a restored database has never had the document', async () => {
  expect(await refusal(ada, newId())).toBe('document_unknown')
  expect(
    await refusal({ ...ada, principal: { type: 'guest', name: 'Guest', shareLinkIds: [] } }, newId()),
  ).toBe('document_not_found')
})

test('a document that is not theirs and one that was deleted look the same', async () => {
  const closed = await createDocument(ada, {})
  await setGeneralAccess(ada, { documentId: closed, role: null })
  expect(await refusal(jonas, closed)).toBe('document_not_found')
  const deleted = await createDocument(ada, {})
  await trashDocument(ada, { documentId: deleted })
  await deleteDocument(ada, { documentId: deleted })
  expect(await refusal(ada, deleted)).toBe('document_not_found')
  expect(await refusal(jonas, deleted)).toBe('document_not_found')
})

test('so does an id from before the oldest event that is kept', async () => {
  const inAMonth = () => new Date(Date.now() + 30 * 86_400_000)
  expect(await refusal({ ...ada, now: inAMonth }, newId())).toBe('document_not_found')
})
