/**
 * Every event of the catalogue, caused as people cause it, and checked against its schema as it is sent. The types make
 * the list complete: an event added to the catalogue without a way to cause it here does not compile.
 */
import { asPrincipal, type Context } from '@quillwire/core'
import { deleteComment } from '@quillwire/core/comments/delete-comment'
import { editComment } from '@quillwire/core/comments/edit-comment'
import { replyToThread } from '@quillwire/core/comments/reply-to-thread'
import { reopenThread, resolveThread } from '@quillwire/core/comments/resolve-thread'
import { startThread } from '@quillwire/core/comments/start-thread'
import { createDocument } from '@quillwire/core/documents/create-document'
import { deleteDocument } from '@quillwire/core/documents/delete-document'
import { moveDocument } from '@quillwire/core/documents/move-document'
import { renameDocument } from '@quillwire/core/documents/rename-document'
import { replaceContent } from '@quillwire/core/documents/replace-content'
import { restoreDocument, trashDocument } from '@quillwire/core/documents/trash-document'
import { encodedEnvelopes } from '@quillwire/core/events/encoded-envelopes'
import { type EventRow, renderEnvelope } from '@quillwire/core/events/envelope'
import { uploadFile } from '@quillwire/core/files/upload-file'
import { acceptInvitation } from '@quillwire/core/invitations/accept-invitation'
import { createInvitation } from '@quillwire/core/invitations/create-invitation'
import { createShareLink } from '@quillwire/core/sharing/create-share-link'
import { revokeShareLink } from '@quillwire/core/sharing/revoke-share-link'
import { setGeneralAccess } from '@quillwire/core/sharing/set-general-access'
import { shareWithPerson } from '@quillwire/core/sharing/share-with-person'
import { unshareWithPerson } from '@quillwire/core/sharing/unshare-with-person'
import { updateShareLink } from '@quillwire/core/sharing/update-share-link'
import { changeMemberRole } from '@quillwire/core/workspaces/change-member-role'
import { removeMember } from '@quillwire/core/workspaces/remove-member'
import { newId } from '@quillwire/database'
import { writeJson } from '@quillwire/editor'
import { type EventType, envelopeSchema, eventDefinitions, eventKey } from '@quillwire/events'
import { createEndpoint, createTransformer, endpointPolicy, updateEndpoint } from '@quillwire/webhooks'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { openTestOffice, PATIENCE, synced } from '../../apps/collab/src/testing/office.ts'
import { testEngine } from '../../packages/webhooks/src/testing/engine.ts'
import { type Answer, startReceiver } from '../../packages/webhooks/src/testing/receiver.ts'
import { LOOPBACK } from '../../packages/webhooks/src/testing/workspace.ts'

type Office = Awaited<ReturnType<typeof openTestOffice>>
let office: Office
let ada: Context

beforeAll(async () => {
  office = await openTestOffice()
  ada = office.ada
})
afterAll(() => office.close())

/** The expected event, or a part of it, with the actor who caused it. */
interface Expected {
  data: object
  actor?: object
}

const ADA = { type: 'user', name: 'Ada' }
const SYSTEM = { type: 'system', id: null }

const ways: Record<EventType, () => Promise<Expected>> = {
  'document.created': async () => about(await newDocument('Plan')),
  'document.saved': async () => {
    const { documentId, leave } = await openAndWrite('Written live')
    await seen('document.saved', documentId)
    leave()
    return {
      data: {
        document: { id: documentId },
        editors: [{ ...ADA, id: office.ada.id }],
        words: { added: 2, removed: 0, total: 2 },
        // An empty document has an empty paragraph from the start.
        blocks: [{ change: 'changed', before: '', after: 'Written live' }],
      },
    }
  },
  'document.renamed': async () => {
    const documentId = await newDocument('Before')
    await renameDocument(ada, { documentId, title: 'After' })
    return { data: { document: { id: documentId, title: 'After' }, previousTitle: 'Before' } }
  },
  'document.moved': async () => {
    const [parentId, documentId] = [await newDocument('Shelf'), await newDocument()]
    await moveDocument(ada, { documentId, parentId })
    return { data: { document: { id: documentId, path: ['Shelf'] }, parentId, previousParentId: null } }
  },
  'document.trashed': async () => {
    const documentId = await newDocument()
    await trashDocument(ada, { documentId })
    return about(documentId)
  },
  'document.restored': async () => {
    const documentId = await newDocument()
    await trashDocument(ada, { documentId })
    await restoreDocument(ada, { documentId })
    return about(documentId)
  },
  'document.deleted': async () => {
    const documentId = await newDocument('Gone')
    await trashDocument(ada, { documentId })
    await deleteDocument(ada, { documentId })
    return { data: { document: { id: documentId, title: 'Gone' } } }
  },
  'document.opened': async () => {
    const { documentId, leave } = await openAndWrite()
    await seen('document.opened', documentId)
    leave()
    return about(documentId)
  },
  'document.closed': async () => {
    const { documentId, leave } = await openAndWrite()
    await seen('document.opened', documentId)
    leave()
    await seen('document.closed', documentId)
    return about(documentId)
  },
  'comment.created': async () => {
    const { documentId, id } = await newThread()
    const reply = await replyToThread(office.jonas, { documentId, threadId: id, body: 'Yes' })
    return {
      actor: { name: 'Jonas' },
      data: {
        thread: { id },
        comment: { id: reply.id, body: 'Yes', author: { name: 'Jonas' } },
        reply: true,
      },
    }
  },
  'comment.updated': async () => {
    const { documentId, id, commentId } = await newThread()
    await editComment(ada, { documentId, threadId: id, commentId, body: 'Sure?' })
    return { data: { comment: { id: commentId, body: 'Sure?' }, previousBody: 'Really?' } }
  },
  'comment.deleted': async () => {
    const { documentId, id, commentId } = await newThread()
    await deleteComment(ada, { documentId, threadId: id, commentId })
    return { data: { document: { id: documentId }, comment: { id: commentId, body: 'Really?' } } }
  },
  'thread.resolved': async () => {
    const { documentId, id } = await newThread()
    await resolveThread(ada, { documentId, threadId: id })
    return { data: { document: { id: documentId }, thread: { id, quote: 'a plan' } } }
  },
  'thread.reopened': async () => {
    const { documentId, id } = await newThread()
    await resolveThread(ada, { documentId, threadId: id })
    await reopenThread(ada, { documentId, threadId: id })
    return { data: { document: { id: documentId }, thread: { id } } }
  },
  'task.completed': async () => {
    const documentId = await newDocument('Tasks', '- [ ] Print')
    await replaceContent(ada, { documentId, markdown: '- [x] Print' })
    return { data: { document: { id: documentId }, task: { text: 'Print' } } }
  },
  'task.reopened': async () => {
    const documentId = await newDocument('Tasks', '- [x] Print')
    await replaceContent(ada, { documentId, markdown: '- [ ] Print' })
    return { data: { document: { id: documentId }, task: { text: 'Print' } } }
  },
  'document.shared': async () => {
    const documentId = await newDocument()
    await shareWithPerson(ada, { documentId, userId: office.jonas.id, role: 'viewer' })
    const person = { type: 'person', person: { id: office.jonas.id, name: 'Jonas' } }
    return { data: { document: { id: documentId }, with: person, role: 'viewer' } }
  },
  'document.share_updated': async () => {
    const documentId = await newDocument()
    await setGeneralAccess(ada, { documentId, role: 'commenter' })
    return { data: { document: { id: documentId }, with: { type: 'workspace' }, role: 'commenter' } }
  },
  'document.unshared': async () => {
    const documentId = await newDocument()
    await shareWithPerson(ada, { documentId, userId: office.jonas.id, role: 'viewer' })
    await unshareWithPerson(ada, { documentId, userId: office.jonas.id })
    return { data: { document: { id: documentId }, with: { type: 'person' }, previousRole: 'viewer' } }
  },
  'share_link.created': async () => {
    const documentId = await newDocument()
    const { id } = await createShareLink(ada, { documentId, role: 'viewer' })
    return { data: { document: { id: documentId }, link: { id, role: 'viewer', expiresAt: null } } }
  },
  'share_link.updated': async () => {
    const documentId = await newDocument()
    const { id } = await createShareLink(ada, { documentId, role: 'viewer' })
    const expiresAt = new Date(Date.now() + 60_000)
    await updateShareLink(ada, { documentId, id, role: 'editor', expiresAt })
    return { data: { link: { id, role: 'editor', expiresAt: expiresAt.toISOString() } } }
  },
  'share_link.revoked': async () => {
    const documentId = await newDocument()
    const { id } = await createShareLink(ada, { documentId, role: 'viewer' })
    await revokeShareLink(ada, { documentId, id })
    return { data: { document: { id: documentId }, link: { id } } }
  },
  'file.uploaded': async () => {
    const documentId = await newDocument()
    const { id, size } = await uploadFile(ada, { documentId, name: 'proof.gif', bytes: GIF })
    const file = { id, name: 'proof.gif', contentType: 'image/gif', size }
    return { data: { document: { id: documentId }, file } }
  },
  'member.invited': async () => {
    const { id } = await createInvitation(ada, { role: 'member' })
    return { data: { invitation: { id, role: 'member' } } }
  },
  'member.joined': async () => {
    const mia = await newMember('Mia')
    return { actor: { name: 'Mia' }, data: { person: mia, role: 'member' } }
  },
  'member.role_changed': async () => {
    const mia = await newMember('Mia')
    await changeMemberRole(ada, { userId: mia.id, role: 'admin' })
    return { data: { person: mia, role: 'admin', previousRole: 'member' } }
  },
  'member.removed': async () => {
    const mia = await newMember('Mia')
    await removeMember(ada, { userId: mia.id })
    return { data: { person: mia, role: 'member' } }
  },
  'endpoint.created': async () => {
    const { endpoint } = await newEndpoint()
    return { data: { endpoint } }
  },
  'endpoint.updated': async () => {
    const { endpoint } = await newEndpoint()
    await updateEndpoint(admin(), { id: endpoint.id, description: 'CRM', status: 'paused' })
    return { data: { endpoint: { ...endpoint, description: 'CRM' }, changed: ['description', 'status'] } }
  },
  'endpoint.disabled': async () => {
    const { endpoint } = await newEndpoint(410)
    await testEngine(ada.database, { seal: ada.seal })
    await createInvitation(ada, { role: 'guest' })
    await seen('endpoint.disabled')
    return { actor: SYSTEM, data: { endpoint, reason: 'gone' } }
  },
  'delivery.exhausted': async () => {
    const { endpoint } = await newEndpoint(500)
    await testEngine(ada.database, { seal: ada.seal })
    await createInvitation(ada, { role: 'guest' })
    await seen('delivery.exhausted')
    const delivery = { eventType: 'member.invited', attempts: 1, lastStatusCode: 500 }
    return { actor: SYSTEM, data: { endpoint, delivery } }
  },
}

test.each(eventDefinitions.map((definition) => [definition.type, definition] as const))(
  '%s',
  async (type, definition) => {
    const before = (await eventsOf(type)).length
    const { data, actor = ADA } = await ways[type]()
    const events = await eventsOf(type)
    expect(events.length).toBeGreaterThan(before)
    const envelope = events.at(-1)
    expect(envelope).toMatchObject({ type, actor, data })
    // Equal as a whole: the schema must know every field.
    expect(envelopeSchema(definition).parse(envelope)).toEqual(envelope)
    // What webhooks send is encoded separately from what the list and the stream of events show.
    const key = eventKey(envelope?.id ?? '') ?? ''
    const sent = (await encodedEnvelopes(ada.database, [key])).get(key)?.json.toString() ?? ''
    expect(JSON.parse(sent)).toEqual(envelope)
  },
)

const about = (documentId: string): Expected => ({ data: { document: { id: documentId } } })

const newDocument = (title = 'Untitled plan', markdown = 'a plan') => createDocument(ada, { title, markdown })

/** Ada opens a new document in her editor, and writes. */
async function openAndWrite(text?: string) {
  const documentId = await createDocument(ada, { title: 'Live' })
  const { base } = await office.serve()
  const joined = office.join(base, ada, documentId)
  await synced(joined)
  if (text)
    writeJson(joined.ydoc, {
      type: 'doc',
      content: [{ type: 'paragraph', content: [{ type: 'text', text }] }],
    })
  return { documentId, leave: () => joined.leave() }
}

async function newThread() {
  const documentId = await newDocument()
  const anchor = Buffer.from(
    Y.encodeRelativePosition(Y.createRelativePositionFromTypeIndex(new Y.Doc().getXmlFragment('default'), 0)),
  ).toString('base64')
  const { id, comments } = await startThread(ada, {
    documentId,
    anchor: { start: anchor, end: anchor },
    quote: 'a plan',
    body: 'Really?',
  })
  return { documentId, id, commentId: comments[0]?.id ?? '' }
}

/** A person who joins by a link. */
async function newMember(name: string) {
  const person = { id: newId(), name, email: `${newId()}@example.com` }
  await ada.database.prisma.user.create({ data: person })
  const { url } = await createInvitation(ada, { role: 'member' })
  const stranger = asPrincipal(office.services, {
    type: 'user',
    ...person,
    image: null,
    membership: null,
    shareLinkIds: [],
  })
  await acceptInvitation(stranger, { token: url.split('/').at(-1) ?? '' })
  return person
}

const admin = () => ({
  ...ada,
  transformer: createTransformer(console.error),
  endpointPolicy: endpointPolicy({ WEBHOOK_ALLOWED_NETWORKS: LOOPBACK, WEBHOOK_HTTPS_ONLY: false }),
})

/** An endpoint for invitations, with one attempt for each. */
async function newEndpoint(answer: Answer = 200) {
  const receiver = await startReceiver(answer)
  closing.push(receiver.close)
  const { id, url, description } = await createEndpoint(admin(), {
    url: receiver.url,
    eventTypes: ['member.invited'],
    retrySchedule: [0],
  })
  return { endpoint: { id, url, description } }
}
const closing: (() => Promise<void>)[] = []
afterAll(() => Promise.all(closing.map((close) => close())))

/** The events of a type as they are sent, oldest first. */
async function eventsOf(type: EventType, documentId?: string) {
  const { rows } = await ada.database.query<EventRow>(
    `SELECT e.id, e.type, e.created_at, e.workspace_id, w.name AS workspace_name, e.actor, e.data
       FROM events e JOIN workspaces w ON w.id = e.workspace_id
      WHERE e.type = $1 AND ($2::uuid IS NULL OR e.document_id = $2::uuid) ORDER BY e.sequence`,
    [type, documentId ?? null],
  )
  return rows.map(renderEnvelope)
}

const seen = (type: EventType, documentId?: string) =>
  vi.waitFor(async () => expect(await eventsOf(type, documentId)).not.toHaveLength(0), PATIENCE)

/** The smallest picture. */
const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')
