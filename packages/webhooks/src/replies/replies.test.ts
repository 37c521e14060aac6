import type { ApiKeyScope, Principal, Services } from '@quillwire/core'
import { editDocument } from '@quillwire/core/documents/edit-document'
import { readContent } from '@quillwire/core/documents/read-content'
import { authorsOf } from '@quillwire/core/history/authors-of'
import { newId } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { prependJson } from '@quillwire/editor'
import { expect, onTestFinished, test, vi } from 'vitest'
import { getDelivery } from '../deliveries/get-delivery.ts'
import { listDeliveries } from '../deliveries/list-deliveries.ts'
import { createEndpoint } from '../endpoints/create-endpoint.ts'
import { updateEndpoint } from '../endpoints/update-endpoint.ts'
import { testDocument } from '../testing/document.ts'
import { testEngine } from '../testing/engine.ts'
import { startReceiver } from '../testing/receiver.ts'
import { type TestWorkspace, testWorkspace } from '../testing/workspace.ts'
import { applyReplies } from './apply-reply.ts'

const { database } = await testDatabase()

function unexpected(fault: unknown) {
  throw fault
}

interface Options {
  repliesEnabled?: boolean
  description?: string
  /** The part of the URL behind the receiver's host. */
  path?: string
  eventTypes?: string[]
  /** Who makes the endpoint; the admin whose document it is, when left out. */
  maker?(workspace: TestWorkspace): Promise<Principal>
  /** What happens once it is made. */
  afterwards?(workspace: TestWorkspace): Promise<unknown>
  /** What every member may do with the document. */
  access?: 'viewer' | 'commenter' | 'editor'
}

async function answered(answer: unknown, options: Options = {}) {
  const { repliesEnabled = true, description = 'Translator', path = '', maker, access = 'editor' } = options
  const { eventTypes = ['document.saved'] } = options
  const workspace = await testWorkspace(database)
  const receiver = await startReceiver((_request, response) =>
    response.writeHead(200).end(typeof answer === 'string' ? answer : JSON.stringify(answer)),
  )
  onTestFinished(receiver.close)
  const principal = maker ? await maker(workspace) : workspace.context.principal
  const endpoint = await createEndpoint(
    { ...workspace.context, principal },
    { url: receiver.url + path, eventTypes, description, repliesEnabled },
  )
  await options.afterwards?.(workspace)
  const document = await testDocument(workspace, { markdown: 'The launch is in March.' })
  await database.query('UPDATE documents SET general_access = $2::text::document_role WHERE id = $1::uuid', [
    document.id,
    access,
  ])
  await document.save()
  const engine = await testEngine(database)
  await engine.made(1, workspace)
  const services: Services = workspace.context
  const applied = await applyReplies(services, () => {})
  const [first] = (await listDeliveries(workspace.context, { endpointId: endpoint.id })).items.toReversed()
  const { attempts } = await getDelivery(workspace.context, { id: first?.id ?? '' })
  return { workspace, receiver, endpoint, document, engine, services, applied, reply: attempts[0]?.reply }
}

test('a comment, in the endpoint’s name', async () => {
  const { document, endpoint, reply } = await answered({ reply: { comment: 'Translated into French.' } })
  expect(reply).toMatchObject({ kind: 'comment', status: 'done', error: null })
  const { rows } = await database.query(
    `SELECT c.body, c.author_type, c.author_id, c.author_name FROM comments c JOIN threads t ON t.id = c.thread_id
      WHERE t.document_id = $1::uuid`,
    [document.id],
  )
  expect(rows).toEqual([
    {
      body: 'Translated into French.',
      author_type: 'integration',
      author_id: endpoint.id,
      author_name: 'Translator',
    },
  ])
})

test('a comment with letters that PostgreSQL does not hold is written without them', async () => {
  const { document, reply } = await answered({ reply: { comment: 'a\0b \ud83d' } })
  expect(reply).toMatchObject({ kind: 'comment', status: 'done', text: 'a\uFFFDb \uFFFD' })
  const { rows } = await database.query(
    'SELECT c.body FROM comments c JOIN threads t ON t.id = c.thread_id WHERE t.document_id = $1::uuid',
    [document.id],
  )
  expect(rows).toEqual([{ body: 'a\uFFFDb \uFFFD' }])
})

test('an endpoint without a name is named after its host: readers must not learn the rest of its URL', async () => {
  const secret = { description: '', path: '/services/T0/B1/s3cret?key=s3cret' }
  const commented = await answered({ reply: { comment: 'Translated.' } }, secret)
  const { rows } = await database.query(
    'SELECT c.author_name FROM comments c JOIN threads t ON t.id = c.thread_id WHERE t.document_id = $1::uuid',
    [commented.document.id],
  )
  expect(rows).toEqual([{ author_name: new URL(commented.receiver.url).host }])

  // Otherwise it might send what the next engine is expected to send.
  await commented.engine.stop(0)
  const appended = await answered({ reply: { append: 'Checked.' } }, secret)
  const { document, receiver, workspace } = appended
  const name = new URL(receiver.url).host
  const saved = await database.query<{ editors: { name: string }[] }>(
    `SELECT data -> 'editors' AS editors FROM events WHERE type = 'document.saved' AND document_id = $1::uuid
      ORDER BY id DESC LIMIT 1`,
    [document.id],
  )
  expect(saved.rows[0]?.editors.map((editor) => editor.name)).toContain(name)
  const authors = await authorsOf(workspace.context, { documentId: document.id })
  expect(authors.map(({ actor }) => actor.name)).toContain(name)
})

test('Markdown at the end, live, and without anything that runs', async () => {
  const append = '## Checked\n\n<script>alert(1)</script>**fine**'
  const { workspace, document, reply, services } = await answered({ reply: { append } })
  expect(reply).toMatchObject({ kind: 'append', status: 'done' })
  const { body } = await readContent(workspace.context, { documentId: document.id, format: 'html' })
  expect(String(body)).toContain('Checked')
  expect(String(body)).toContain('<strong>fine</strong>')
  expect(String(body)).not.toContain('<script')
  // It is carried out only once.
  expect(await applyReplies(services, unexpected)).toBe(0)
})

test('an integration does not answer what integrations did, so that nothing goes round for ever', async () => {
  const { workspace, engine, receiver, services, endpoint } = await answered({ reply: { append: 'Again!' } })
  // A second endpoint that would answer the first one’s words.
  const other = await createEndpoint(workspace.context, {
    url: receiver.url,
    eventTypes: ['document.saved'],
    repliesEnabled: true,
  })
  const document = await testDocument(workspace, { markdown: 'Text.' })
  await document.save(undefined, { type: 'integration', id: endpoint.id, name: 'Translator' })
  await engine.made(2, workspace)
  expect(await applyReplies(services, unexpected)).toBe(0)
  const [delivery] = (await listDeliveries(workspace.context, { endpointId: other.id })).items
  const { attempts } = await getDelivery(workspace.context, { id: delivery?.id ?? '' })
  expect(attempts[0]?.reply).toMatchObject({
    status: 'refused',
    error: expect.stringContaining('integration'),
  })
  // The endpoint that wrote is not even told.
  expect((await listDeliveries(workspace.context, { endpointId: endpoint.id })).items).toHaveLength(1)
})

test.each([
  ['switched off', { reply: { comment: 'Hi' } }, { repliesEnabled: false }, undefined],
  ['an answer about something else', { ok: true }, {}, undefined],
  ['both at once', { reply: { comment: 'Hi', append: 'Ho' } }, {}, 'refused'],
  ['too long', { reply: { comment: 'x'.repeat(2001) } }, {}, 'refused'],
  ['cut off', `{"reply":{"append":"${'x'.repeat(5000)}"}}`, {}, 'refused'],
  ['no text', { reply: { comment: '   ' } }, {}, 'refused'],
])('not carried out: %s', async (_name, answer, options, status) => {
  const { document, applied, reply } = await answered(answer, options)
  expect(applied).toBe(0)
  expect(reply?.status).toBe(status)
  const { rows } = await database.query('SELECT id FROM threads WHERE document_id = $1::uuid', [document.id])
  expect(rows).toEqual([])
})

test('a fault of ours holds up no other reply, and is not tried for ever', async () => {
  await database.query(`ALTER TABLE comments ADD CONSTRAINT fault CHECK (body <> 'Fault')`)
  const { workspace, receiver, engine, services, document, endpoint, applied } = await answered({
    reply: { comment: 'Fault' },
  })
  expect(applied).toBe(1)
  receiver.answerWith((_request, response) => response.end(JSON.stringify(comment)))
  await document.save()
  await engine.made(2, workspace)
  const faults: unknown[] = []
  const applyAll = async () => {
    await database.query(`UPDATE delivery_attempts SET reply = reply - 'claimedAt' WHERE reply IS NOT NULL`)
    return await applyReplies(services, (fault) => faults.push(fault))
  }
  const replies = async () => {
    const { items } = await listDeliveries(workspace.context, { endpointId: endpoint.id })
    const views = await Promise.all(items.map(({ id }) => getDelivery(workspace.context, { id })))
    return views.toReversed().map(({ attempts }) => attempts[0]?.reply)
  }
  expect(await applyAll()).toBe(2)
  expect(faults).toEqual([expect.any(Error)])
  expect(await replies()).toMatchObject([{ status: 'waiting' }, { status: 'done' }])
  while ((await applyAll()) > 0);
  expect(await replies()).toMatchObject([
    { status: 'refused', error: expect.stringContaining('could not be carried out') },
    { status: 'done' },
  ])
})

test('a comment on a document with a NUL in its first words', async () => {
  const { workspace, engine, document, services } = await answered(comment)
  await editDocument(workspace.context, document.id, (ydoc) =>
    prependJson(ydoc, {
      type: 'doc',
      content: [{ type: 'paragraph', content: [{ type: 'text', text: 'a\0b' }] }],
    }),
  )
  await engine.made(2, workspace)
  expect(await applyReplies(services, unexpected)).toBe(1)
  const { rows } = await database.query(
    'SELECT quote FROM threads WHERE document_id = $1::uuid ORDER BY created_at DESC LIMIT 1',
    [document.id],
  )
  expect(rows).toEqual([{ quote: 'a\uFFFDb' }])
})

const anotherAdmin = async ({ id: workspaceId }: TestWorkspace): Promise<Principal> => {
  const person = { id: newId(), name: 'Jonas', email: `${newId()}@example.com` }
  await database.prisma.user.create({ data: person })
  await database.prisma.member.create({
    data: { id: newId(), workspaceId, userId: person.id, role: 'admin' },
  })
  const membership = { workspaceId, workspaceName: 'Lind & Weber', role: 'admin' as const }
  return { type: 'user', ...person, image: null, membership, shareLinkIds: [] }
}

const key =
  (...more: ApiKeyScope[]) =>
  async ({ id: workspaceId, userId }: TestWorkspace): Promise<Principal> => {
    const [id, name] = [newId(), 'CRM']
    const scopes: ApiKeyScope[] = ['webhooks:manage', ...more]
    await database.prisma.apiKey.create({
      data: { id, workspaceId, name, start: 'qw_', hash: id, scopes, createdById: userId },
    })
    return { type: 'api_key', id, name, workspaceId, scopes }
  }
const revokeKeys = ({ id: workspaceId }: TestWorkspace) =>
  database.prisma.apiKey.updateMany({ where: { workspaceId }, data: { revokedAt: new Date() } })

const [append, comment] = [{ reply: { append: 'Checked.' } }, { reply: { comment: 'Checked.' } }]

test.each<[string, unknown, Options]>([
  ['a viewer does not write', append, { maker: anotherAdmin, access: 'viewer' }],
  ['a viewer does not comment', comment, { maker: anotherAdmin, access: 'viewer' }],
  ['a commenter does not write', append, { maker: anotherAdmin, access: 'commenter' }],
  ['a key without the scope does not write', append, { maker: key('documents:read', 'comments:write') }],
  ['nor does a key that was revoked', append, { maker: key('documents:write'), afterwards: revokeKeys }],
])('a reply may do no more than whoever made its endpoint: %s', async (_name, answer, options) => {
  const { workspace, document, reply } = await answered(answer, options)
  expect(reply).toMatchObject({
    status: 'refused',
    error: expect.stringContaining('answers for this endpoint'),
  })
  const { body } = await readContent(workspace.context, { documentId: document.id, format: 'markdown' })
  expect(body).toBe('The launch is in March.\n')
  const { rows } = await database.query('SELECT id FROM threads WHERE document_id = $1::uuid', [document.id])
  expect(rows).toEqual([])
})

test.each<[string, unknown, Options]>([
  ['another editor', append, { maker: anotherAdmin }],
  ['a commenter’s comment', comment, { maker: anotherAdmin, access: 'commenter' }],
  ['a key that may write', append, { maker: key('documents:write') }],
  ['a comment of a key', comment, { maker: key('documents:read', 'comments:write') }],
])('and no less: %s', async (_name, answer, options) => {
  expect((await answered(answer, options)).reply).toMatchObject({ status: 'done' })
})

test('an endpoint that may not reply any more, when its answer is to be written, writes nothing', async () => {
  const { document, endpoint, engine, services, workspace } = await answered(comment)
  await document.save()
  await engine.made(2, workspace)
  await updateEndpoint(workspace.context, { id: endpoint.id, repliesEnabled: false })
  expect(await applyReplies(services, unexpected)).toBe(1)
  const [delivery] = (await listDeliveries(workspace.context, { endpointId: endpoint.id })).items
  const { attempts } = await getDelivery(workspace.context, { id: delivery?.id ?? '' })
  expect(attempts[0]?.reply).toMatchObject({
    status: 'refused',
    error: expect.stringContaining('may no longer reply'),
  })
  const { rows } = await database.query('SELECT id FROM threads WHERE document_id = $1::uuid', [document.id])
  expect(rows).toHaveLength(1)
})

test('to a document in the trash: refused, with the reason in the log', async () => {
  const { workspace, document, engine, services, endpoint } = await answered({ reply: { comment: 'Hi' } })
  await document.save()
  await engine.made(2, workspace)
  await database.query('UPDATE documents SET trashed_at = now() WHERE id = $1::uuid', [document.id])
  await applyReplies(services, unexpected)
  const [delivery] = (await listDeliveries(workspace.context, { endpointId: endpoint.id })).items
  await vi.waitFor(async () =>
    expect(
      (await getDelivery(workspace.context, { id: delivery?.id ?? '' })).attempts[0]?.reply,
    ).toMatchObject({
      status: 'refused',
      error: expect.stringMatching(/./),
    }),
  )
})
