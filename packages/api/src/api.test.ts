import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openFileStore } from '@quillwire/core/files/open-file-store'
import { testDatabase } from '@quillwire/database/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { testApi } from './testing/api.ts'
import { Client, type Json } from './testing/client.ts'

let app: ReturnType<typeof testApi>['app']
let folder: string

beforeAll(async () => {
  const { database } = await testDatabase()
  folder = await mkdtemp(join(tmpdir(), 'quillwire-files-'))
  app = testApi(database, [], { services: { files: await openFileStore(`file://${folder}`) } }).app
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** A picture, 3 × 2. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAYAAACddGYaAAAAEUlEQVR42mNk+M9QzwAFjDAGAB0pAgHrT1lbAAAAAElFTkSuQmCC',
  'base64',
)

let people = 0
async function signUp(extras: Json = {}) {
  const client = new Client(app)
  people += 1
  const answer = await client.json('POST', '/api/auth/sign-up/email', {
    name: `Person ${people}`,
    email: `person${people}@example.com`,
    password: 'correct horse',
    ...extras,
  })
  expect(answer.status).toBe(200)
  return Object.assign(client, { id: String(answer.user.id) })
}

async function team() {
  const ada = await signUp()
  const { url } = await ada.json('POST', '/invitations', { role: 'member' })
  const jonas = await signUp({ invitation: String(url).split('/').at(-1) })
  return { ada, jonas }
}

test('a sign-up makes a workspace, an invitation leads into it', async () => {
  const { ada, jonas } = await team()
  const [hers, his] = await Promise.all([ada.json('GET', '/me'), jonas.json('GET', '/me')])
  expect(hers.workspace.role).toBe('owner')
  expect(his.workspace).toMatchObject({ id: hers.workspace.id, role: 'member' })
  const members = await ada.json('GET', '/members')
  expect(members.items.map((member: Json) => member.role).sort()).toEqual(['member', 'owner'])
})

test('somebody removed from the workspace does not come back by the links they know', async () => {
  const ada = await signUp()
  const tokenOf = ({ url }: Json) => String(url).split('/').at(-1)
  const joinedBy = tokenOf(await ada.json('POST', '/invitations', { role: 'admin' }))
  const other = tokenOf(await ada.json('POST', '/invitations', { role: 'member' }))
  const jonas = await signUp({ invitation: joinedBy })
  const made = tokenOf(await jonas.json('POST', '/invitations', { role: 'admin' }))
  expect((await ada.send('DELETE', `/members/${jonas.id}`)).status).toBe(204)
  expect(await jonas.json('GET', '/documents')).toMatchObject({ status: 403, code: 'no_workspace' })
  const accept = async (token: unknown) => (await jonas.json('POST', '/invitations/accept', { token })).status
  expect([await accept(joinedBy), await accept(made)]).toEqual([410, 410])
  // An admin sees the links of others too.
  expect(await accept(other)).toBe(410)
  // A member who was no admin, and left on their own, may come back.
  const again = tokenOf(await ada.json('POST', '/invitations', { role: 'member' }))
  expect(await accept(again)).toBe(200)
  expect((await jonas.send('DELETE', `/members/${jonas.id}`)).status).toBe(204)
  expect(await accept(again)).toBe(200)
})

test('a program signs up as node’s own fetch would send it: without an origin', async () => {
  const program = new Client(app)
  const body = { name: 'Robot', email: 'robot@example.com', password: 'correct horse' }
  const answer = await program.send('POST', '/api/auth/sign-up/email', body, { 'sec-fetch-mode': 'cors' })
  expect(answer.status).toBe(200)
})

test('an invitation that is none is refused, and makes no account', async () => {
  const client = new Client(app)
  const body = { name: 'X', email: 'x@example.com', password: 'correct horse', invitation: 'nonsense' }
  const answer = await client.json('POST', '/api/auth/sign-up/email', body)
  expect(answer).toMatchObject({
    status: 400,
    message: 'This invitation link is not valid. Ask for a new one.',
  })
  const again = await client.json('POST', '/api/auth/sign-up/email', { ...body, invitation: undefined })
  expect(again.status).toBe(200)
})

test.each([
  ['NAME_TOO_LONG', { name: 'N'.repeat(101) }],
  ['EMAIL_TOO_LONG', { email: `${'e'.repeat(250)}@example.com` }],
  ['IMAGE_INVALID', { image: 'javascript:alert(1)' }],
  ['IMAGE_INVALID', { image: `https://example.com/${'x'.repeat(2000)}` }],
])('%s is told at the sign-up, and to who changes it later', async (code, odd) => {
  const person = { name: 'Eve', email: 'eve@example.com', password: 'correct horse' }
  const refused = { status: 400, code, message: expect.any(String) }
  expect(await new Client(app).json('POST', '/api/auth/sign-up/email', { ...person, ...odd })).toMatchObject(
    refused,
  )
  if ('email' in odd) return
  const somebody = await signUp()
  expect(await somebody.json('POST', '/api/auth/update-user', odd)).toMatchObject(refused)
})

test('names are kept without blank edges and without what a database cannot keep, and never empty', async () => {
  const somebody = await signUp({ name: ' Eve\0 ', workspaceName: 'Office\0' })
  const nameOf = async () => (await somebody.json('GET', '/me')).principal.name
  expect(await nameOf()).toBe('Eve\ufffd')
  expect((await somebody.json('GET', '/me')).workspace.name).toBe('Office\ufffd')
  expect(await somebody.json('POST', '/api/auth/update-user', { name: '  ' })).toMatchObject({
    status: 400,
    code: 'NAME_MISSING',
  })
  const long = { name: 'a'.repeat(101) }
  expect(await somebody.json('POST', '/api/auth/update-user', long)).toMatchObject({
    code: 'NAME_TOO_LONG',
    message: 'A name has at most 100 characters.',
  })
  expect((await somebody.send('POST', '/api/auth/update-user', { name: ' Eva ' })).status).toBe(200)
  expect(await nameOf()).toBe('Eva')
})

test('a document is made from Markdown and read back in every format', async () => {
  const ada = await signUp()
  const markdown = '# Tasks\n\n- [ ] Ask the printer\n'
  const document = await ada.json('POST', '/documents', { title: 'Launch plan', markdown })
  expect(document).toMatchObject({ status: 201, title: 'Launch plan', role: 'owner', wordCount: 4 })
  const content = (format: string) => ada.send('GET', `/documents/${document.id}/content?format=${format}`)
  expect(await (await content('markdown')).text()).toBe(markdown)
  expect(await (await content('text')).text()).toBe('Tasks\nAsk the printer')
  const html = await content('html')
  expect(await html.text()).toContain('<h1')
  // Opened in a browser, it must run nothing that somebody wrote.
  expect(html.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
  expect(html.headers.get('x-content-type-options')).toBe('nosniff')
  expect(await (await content('json')).json()).toMatchObject({ type: 'doc' })
  expect((await (await content('yjs')).arrayBuffer()).byteLength).toBeGreaterThan(20)

  await ada.json('POST', `/documents/${document.id}/content/append`, { markdown: 'And **done**.' })
  expect(await (await content('markdown')).text()).toBe(`${markdown}\nAnd **done**.\n`)
  await ada.json('PUT', `/documents/${document.id}/content`, { markdown: 'New.' })
  expect(await (await content('markdown')).text()).toBe('New.\n')
})

test('the content of a document is compressed for clients that accept it', async () => {
  const ada = await signUp()
  const { id } = await ada.json('POST', '/documents', { markdown: 'Ask the printer. '.repeat(200) })
  for (const format of ['markdown', 'html', 'text', 'json']) {
    const encoding = async (accepted: string) => {
      const path = `/documents/${id}/content?format=${format}`
      const { headers } = await ada.send('GET', path, undefined, { 'accept-encoding': accepted })
      return headers.get('content-encoding')
    }
    expect([await encoding('gzip'), await encoding('')], format).toEqual(['gzip', null])
  }
})

test('documents are found by title, renamed, put in the trash, restored and deleted', async () => {
  const ada = await signUp()
  const { id } = await ada.json('POST', '/documents', { title: 'Budget 100%' })
  await ada.json('POST', '/documents', { title: 'Other' })
  const titles = async (query: string) =>
    (await ada.json('GET', `/documents?${query}`)).items.map((item: Json) => item.title)
  expect(await titles('query=budget%20100%25')).toEqual(['Budget 100%'])
  expect(await titles('query=100_')).toEqual([])
  expect(await ada.json('PATCH', `/documents/${id}`, { title: 'Costs' })).toMatchObject({ title: 'Costs' })
  expect((await ada.send('DELETE', `/documents/${id}`)).status).toBe(204)
  expect(await titles('')).toEqual(['Other'])
  expect(await titles('trashed=true')).toEqual(['Costs'])
  expect(await ada.json('PATCH', `/documents/${id}`, { title: 'X' })).toMatchObject({
    status: 403,
    code: 'document_trashed',
  })
  expect(await ada.json('POST', `/documents/${id}/restore`)).toMatchObject({ trashedAt: null })
  await ada.send('DELETE', `/documents/${id}`)
  expect((await ada.send('DELETE', `/documents/${id}?permanent=true`)).status).toBe(204)
  expect(await ada.json('GET', `/documents/${id}`)).toMatchObject({ status: 404, code: 'document_not_found' })
})

test('documents are listed by where they stand: under one, at the top, or anywhere', async () => {
  const ada = await signUp()
  const { id } = await ada.json('POST', '/documents', { title: 'Top' })
  await ada.json('POST', '/documents', { title: 'Below', parentId: id })
  const titles = async (query: string) =>
    (await ada.json('GET', `/documents${query}`)).items.map((item: Json) => item.title)
  expect(await titles('')).toEqual(['Below', 'Top'])
  expect(await titles('?parentId=')).toEqual(['Top'])
  expect(await titles(`?parentId=${id}`)).toEqual(['Below'])
})

test('a deletion that is not asked to be for good goes to the trash', async () => {
  const ada = await signUp()
  const { id } = await ada.json('POST', '/documents', { title: 'Plan' })
  await ada.send('DELETE', `/documents/${id}`)
  expect(await ada.json('DELETE', `/documents/${id}?permanent=false`)).toMatchObject({ status: 403 })
  expect(await ada.json('GET', `/documents/${id}`)).toMatchObject({ title: 'Plan' })
})

test('lists come in pages that miss nothing', async () => {
  const ada = await signUp()
  for (const title of ['A', 'B', 'C']) await ada.json('POST', '/documents', { title })
  const first = await ada.json('GET', '/documents?limit=2')
  const second = await ada.json('GET', `/documents?limit=2&cursor=${first.nextCursor}`)
  expect([...first.items, ...second.items].map((item: Json) => item.title)).toEqual(['C', 'B', 'A'])
  expect(second.nextCursor).toBeNull()
  expect(await ada.json('GET', '/documents?cursor=nonsense')).toMatchObject({
    status: 422,
    code: 'cursor_invalid',
  })
})

test('a viewer reads, a commenter comments, an editor writes', async () => {
  const { ada, jonas } = await team()
  const { id } = await ada.json('POST', '/documents', { title: 'Plan', markdown: 'Text' })
  const anchor = { start: 'AAEHZGVmYXVsdAA=', end: 'AAEHZGVmYXVsdAA=' }
  const doors = async () => ({
    read: (await jonas.send('GET', `/documents/${id}/content`)).status,
    comment: (await jonas.send('POST', `/documents/${id}/threads`, { anchor, quote: 'T', body: 'Hm' }))
      .status,
    write: (await jonas.send('POST', `/documents/${id}/content/append`, { markdown: 'x' })).status,
    share: (await jonas.send('POST', `/documents/${id}/share-links`, { role: 'viewer' })).status,
  })
  await ada.send('PATCH', `/documents/${id}/access`, { generalAccess: null })
  expect(await doors()).toEqual({ read: 404, comment: 404, write: 404, share: 404 })
  const give = (role: string) => ada.send('POST', `/documents/${id}/access`, { userId: jonas.id, role })
  expect((await give('viewer')).status).toBe(204)
  expect(await doors()).toEqual({ read: 200, comment: 403, write: 403, share: 403 })
  await give('commenter')
  expect(await doors()).toEqual({ read: 200, comment: 201, write: 403, share: 403 })
  await give('editor')
  expect(await doors()).toEqual({ read: 200, comment: 201, write: 204, share: 201 })
  expect((await ada.send('DELETE', `/documents/${id}/access/${jonas.id}`)).status).toBe(204)
  expect(await doors()).toEqual({ read: 404, comment: 404, write: 404, share: 404 })
})

test('a share link gives its role to whoever opens it, until it is revoked', async () => {
  const { ada, jonas } = await team()
  const { id } = await ada.json('POST', '/documents', { title: 'Plan', markdown: 'Text' })
  const link = await ada.json('POST', `/documents/${id}/share-links`, { role: 'commenter' })
  const visitor = new Client(app)
  expect((await visitor.send('GET', `/documents/${id}`)).status).toBe(404)
  const token = String(link.url).split('/').at(-1)
  expect(await visitor.json('POST', '/share-links/open', { token })).toMatchObject({
    status: 200,
    documentId: id,
  })
  expect(await visitor.json('GET', `/documents/${id}`)).toMatchObject({ role: 'commenter' })
  expect((await visitor.json('GET', '/me')).principal.name).toMatch(/^Guest \w+$/)
  // Only those who share it learn who else may see it: a visitor is told who made it, and nobody's address.
  expect((await visitor.json('GET', `/documents/${id}/access`)).items).toEqual([
    expect.objectContaining({
      source: 'creator',
      user: expect.objectContaining({ id: ada.id, email: null }),
    }),
  ])
  expect((await ada.json('GET', `/documents/${id}/access`)).items).toMatchObject([
    { source: 'creator', user: { email: expect.stringContaining('@') } },
    { source: 'workspace', user: { email: expect.stringContaining('@') } },
  ])
  const write = () => visitor.send('POST', `/documents/${id}/content/append`, { markdown: 'x' })
  expect((await write()).status).toBe(403)
  // A visitor who may write by the link makes no links that outlive it, and shuts nobody out.
  await ada.send('PATCH', `/documents/${id}/share-links/${link.id}`, { role: 'editor' })
  expect((await write()).status).toBe(204)
  const long = { markdown: 'x '.repeat(50_000) }
  expect((await visitor.send('PUT', `/documents/${id}/content`, long)).status).toBe(204)
  for (const [method, path, body] of [
    ['POST', '/share-links', { role: 'editor' }],
    ['GET', '/share-links'],
    ['PATCH', '/access', { generalAccess: null }],
    ['DELETE', `/share-links/${link.id}`],
  ] as const)
    expect(await visitor.json(method, `/documents/${id}${path}`, body), path).toMatchObject({
      status: 403,
      code: 'may_not_share',
    })
  expect(await visitor.json('DELETE', `/documents/${id}`)).toMatchObject({ code: 'may_not_trash' })
  // In lists, a member who may only read sees the role that the link adds, and that they may not share.
  await ada.send('PATCH', `/documents/${id}/access`, { generalAccess: 'viewer' })
  expect((await jonas.json('GET', '/documents')).items).toMatchObject([{ role: 'viewer', canShare: false }])
  await jonas.send('POST', '/share-links/open', { token })
  expect((await jonas.json('GET', '/documents')).items).toMatchObject([{ role: 'editor', canShare: false }])
  expect((await ada.json('GET', '/documents')).items).toMatchObject([{ role: 'owner', canShare: true }])
  expect((await ada.send('DELETE', `/documents/${id}`)).status).toBe(204)
  const ticket = `/documents/${id}/tickets`
  expect(await visitor.json('POST', ticket)).toMatchObject({ trashed: true, canRestore: false })
  expect(await ada.json('POST', ticket)).toMatchObject({ trashed: true, canRestore: true })
  for (const [method, path, code] of [
    ['POST', '/restore', 'may_not_restore'],
    ['DELETE', '?permanent=true', 'may_not_delete'],
  ] as const)
    expect(await visitor.json(method, `/documents/${id}${path}`)).toMatchObject({ status: 403, code })
  expect((await ada.send('POST', `/documents/${id}/restore`)).status).toBe(200)
  expect((await ada.send('DELETE', `/documents/${id}/share-links/${link.id}`)).status).toBe(204)
  expect((await visitor.send('GET', `/documents/${id}`)).status).toBe(404)
  expect(await visitor.json('POST', '/share-links/open', { token })).toMatchObject({ status: 410 })
})

test('a browser remembers the links that it opened last, and no script of a page reads them', async () => {
  const ada = await signUp()
  const { id } = await ada.json('POST', '/documents', { title: 'Plan' })
  const link = await ada.json('POST', `/documents/${id}/share-links`, { role: 'viewer' })
  const token = String(link.url).split('/').at(-1)
  const visitor = new Client(app)
  const others = Array.from({ length: 40 }, (_, index) => `other${index}`)
  visitor.cookies.set('quillwire.share', others.join('.'))
  for (let time = 0; time < 2; time++) {
    const opened = await visitor.send('POST', '/share-links/open', { token })
    expect(opened.headers.getSetCookie()[0]).toMatch(/^quillwire\.share=.*; HttpOnly; SameSite=Lax/)
    expect(visitor.cookies.get('quillwire.share')).toBe([...others.slice(1), token].join('.'))
  }
})

test('a program comments on a document without knowing its Yjs positions', async () => {
  const { ada } = await team()
  const { id } = await ada.json('POST', '/documents', { markdown: '# Plan\n\nText' })
  const path = `/documents/${id}/threads`
  const thread = await ada.json('POST', path, { body: 'Is this still true?' })
  expect(thread).toMatchObject({ quote: 'Plan', comments: [{ body: 'Is this still true?' }] })
  expect((await ada.json('GET', path)).items).toMatchObject([{ id: thread.id, anchor: thread.anchor }])
  const anchor = { start: 'AAEHZGVmYXVsdAA=', end: 'AAEHZGVmYXVsdAA=' }
  for (const half of [{ quote: 'Plan' }, { anchor }])
    expect(await ada.json('POST', path, { body: 'Where?', ...half })).toMatchObject({
      status: 422,
      detail: expect.stringContaining('both'),
    })
})

test('comments: start, reply, edit, resolve, reopen, delete', async () => {
  const { ada, jonas } = await team()
  const { id } = await ada.json('POST', '/documents', { markdown: 'Text' })
  const anchor = { start: 'AAEHZGVmYXVsdAA=', end: 'AAEHZGVmYXVsdAA=' }
  const path = `/documents/${id}/threads`
  const thread = await ada.json('POST', path, { anchor, quote: 'Text', body: 'First' })
  const reply = await jonas.json('POST', `${path}/${thread.id}/comments`, { body: 'Second' })
  expect((await ada.json('PATCH', `${path}/${thread.id}/comments/${reply.id}`, { body: 'X' })).code).toBe(
    'not_own_comment',
  )
  expect(
    (await jonas.json('PATCH', `${path}/${thread.id}/comments/${reply.id}`, { body: 'Better' })).body,
  ).toBe('Better')
  expect((await jonas.send('POST', `${path}/${thread.id}/resolve`)).status).toBe(204)
  const [resolved] = (await ada.json('GET', path)).items
  expect(resolved).toMatchObject({
    resolvedBy: { id: jonas.id },
    comments: [
      { body: 'First', own: true },
      { body: 'Better', own: false },
    ],
  })
  await ada.send('POST', `${path}/${thread.id}/reopen`)
  expect((await ada.json('GET', path)).items[0].resolvedAt).toBeNull()
  const moved = { start: 'AAEHZA==', end: 'AAEHZQ==' }
  expect((await jonas.send('PUT', `${path}/${thread.id}/anchor`, moved)).status).toBe(204)
  expect((await ada.json('GET', path)).items[0].anchor).toEqual(moved)
  const nowhere = { ...moved, end: '!' }
  expect(await jonas.json('PUT', `${path}/${thread.id}/anchor`, nowhere)).toMatchObject({
    code: 'anchor_invalid',
    errors: [{ path: 'end' }],
  })
  await ada.json('PATCH', `/documents/${id}/access`, { generalAccess: 'commenter' })
  expect(await jonas.json('PUT', `${path}/${thread.id}/anchor`, moved)).toMatchObject({ status: 403 })
  const unlessAnswered = `${path}/${thread.id}/comments/${thread.comments[0].id}?unlessAnswered=true`
  expect(await ada.json('DELETE', unlessAnswered)).toMatchObject({ status: 409, code: 'thread_answered' })
  expect((await ada.json('GET', path)).items).toHaveLength(1)
  expect((await ada.send('DELETE', `${path}/${thread.id}`)).status).toBe(204)
  expect((await ada.json('GET', path)).items).toEqual([])
  const own = await ada.json('POST', path, { anchor, quote: 'Text', body: 'Alone' })
  await ada.send('POST', `${path}/${own.id}/comments`, { body: 'Still alone' })
  const alone = `${path}/${own.id}/comments/${own.comments[0].id}?unlessAnswered=true`
  expect((await ada.send('DELETE', alone)).status).toBe(204)
})

test('images are told by their bytes, and served only to those who may read', async () => {
  const { ada, jonas } = await team()
  const { id } = await ada.json('POST', '/documents', { title: 'Plan' })
  const form = (bytes: Buffer, name = 'dot.svg') => {
    const data = new FormData()
    data.append('file', new File([new Uint8Array(bytes)], name, { type: 'image/svg+xml' }))
    return data
  }
  const file = await ada.json('POST', `/documents/${id}/files`, form(PNG))
  expect(file).toMatchObject({ status: 201, contentType: 'image/png', width: 3, height: 2 })
  const got = await jonas.send('GET', file.url)
  expect(got.headers.get('content-type')).toBe('image/png')
  expect(got.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
  expect(got.headers.get('cache-control')).toMatch(/^private/)
  expect(Buffer.from(await got.arrayBuffer()).equals(PNG)).toBe(true)
  // When the browser's copy is old, it asks whether it is still current, and the bytes are not sent again.
  const known = { 'if-none-match': got.headers.get('etag') ?? '' }
  const again = await jonas.send('GET', file.url, undefined, known)
  expect([again.status, await again.text()]).toEqual([304, ''])
  const odd = await ada.json('POST', `/documents/${id}/files`, form(PNG, 'a\0b.png'))
  expect(odd).toMatchObject({ status: 201, name: 'a\ufffdb.png' })
  const nothing = new FormData()
  nothing.append('file', 'dot.png')
  expect(await ada.json('POST', `/documents/${id}/files`, nothing)).toMatchObject({
    status: 422,
    code: 'file_missing',
    errors: [{ path: 'file' }],
  })
  const tooWide = Buffer.from(PNG)
  tooWide.writeUInt32BE(0xffffffff, 16)
  for (const bytes of [Buffer.from('<svg onload="x()"></svg>'), tooWide])
    expect(await ada.json('POST', `/documents/${id}/files`, form(bytes))).toMatchObject({
      status: 422,
      code: 'file_type_unsupported',
    })
  await ada.send('PATCH', `/documents/${id}/access`, { generalAccess: null })
  expect((await jonas.send('GET', file.url, undefined, known)).status).toBe(404)
})

test('an API key does what its scopes say, in its workspace only', async () => {
  const [ada, stranger] = [await signUp(), await signUp()]
  const made = await ada.json('POST', '/api-keys', { name: 'CRM', scopes: ['documents:read'] })
  expect(made.status).toBe(201)
  const { key, id: keyId } = made
  expect(key).toMatch(/^qw_/)
  const program = new Client(app)
  program.headers = { authorization: `Bearer ${key}` }
  const { id } = await ada.json('POST', '/documents', { title: 'Plan' })
  const other = await stranger.json('POST', '/documents', { title: 'Secret' })
  expect((await program.json('GET', '/documents')).items.map((item: Json) => item.title)).toEqual(['Plan'])
  expect((await program.send('GET', `/documents/${other.id}`)).status).toBe(404)
  expect((await program.send('POST', `/documents/${id}/content/append`, { markdown: 'x' })).status).toBe(403)
  expect(await program.json('POST', '/documents', {})).toMatchObject({
    status: 403,
    code: 'may_not_create_document',
    detail: expect.stringContaining('documents:write'),
  })
  expect((await program.send('POST', '/api-keys', { name: 'x', scopes: ['documents:read'] })).status).toBe(
    403,
  )
  await ada.send('DELETE', `/api-keys/${keyId}`)
  expect(await program.json('GET', '/documents')).toMatchObject({ status: 401, code: 'api_key_invalid' })
})

test.each([
  ['nothing, as where a variable is not set', () => 'Bearer '],
  ['a key with blanks in it', (key: string) => `Bearer ${key} ${key}`],
  ['a key alone', (key: string) => key],
  ['a key under another name', (key: string) => `Token ${key}`],
])(
  'a program that sends %s is told how a key is sent, and not that there is no such document',
  async (_, sent) => {
    const ada = await signUp()
    const { id } = await ada.json('POST', '/documents', { title: 'Plan' })
    const { key } = await ada.json('POST', '/api-keys', { name: 'CRM', scopes: ['documents:read'] })
    const program = new Client(app)
    program.headers = { authorization: sent(key) }
    expect(await program.json('GET', `/documents/${id}`)).toMatchObject({
      status: 401,
      code: 'api_key_invalid',
      detail: expect.stringContaining('Authorization: Bearer qw_'),
    })
  },
)

test('the credentials that a proxy in front asks people for do not get in their way', async () => {
  const ada = await signUp()
  ada.headers = { authorization: `Basic ${btoa('office:qw_')}` }
  expect(await ada.json('GET', '/documents')).toMatchObject({ status: 200 })
})

test('whoever removes an admin is told what ends, and can renew the key that a program needs', async () => {
  const ada = await signUp()
  const { url } = await ada.json('POST', '/invitations', { role: 'admin' })
  const jonas = await signUp({ invitation: String(url).split('/').at(-1) })
  const his = await jonas.json('POST', '/api-keys', { name: 'CRM', scopes: ['webhooks:manage'] })
  const program = new Client(app)
  program.headers = { authorization: `Bearer ${his.key}` }
  const endpoint = { url: 'https://example.com/hook', eventTypes: ['*'] }
  const byHim = await jonas.json('POST', '/webhook-endpoints', endpoint)
  const byKey = await program.json('POST', '/webhook-endpoints', endpoint)
  expect(byKey.owner).toEqual({ type: 'api_key', id: his.id, name: 'CRM', gone: false })
  const { id: documentId } = await ada.json('POST', '/documents', { title: 'Plan' })
  const link = await jonas.json('POST', `/documents/${documentId}/share-links`, { role: 'viewer' })

  const path = `/members/${jonas.id}`
  const counts = { apiKeys: 1, webhookEndpoints: 2, invitations: 1, shareLinks: 1 }
  expect(await ada.json('GET', `${path}/left-behind`)).toMatchObject(counts)
  expect(await ada.json('GET', `${path}/left-behind?role=member`)).toMatchObject({ ...counts, shareLinks: 0 })
  expect((await ada.send('DELETE', `${path}?keepShareLinks=true`)).status).toBe(204)

  expect(await program.json('GET', '/me')).toMatchObject({ code: 'api_key_invalid' })
  for (const { id } of [byHim, byKey])
    expect(await ada.json('GET', `/webhook-endpoints/${id}`)).toMatchObject({
      disabledReason: 'owner_gone',
      owner: { gone: true },
    })
  const links = await ada.json('GET', `/documents/${documentId}/share-links`)
  expect(links.items).toMatchObject([{ id: link.id, createdBy: { id: jonas.id, gone: true } }])
  const keys = await ada.json('GET', '/api-keys')
  expect(keys.items).toMatchObject([
    { id: his.id, endedAt: expect.any(String), createdBy: { id: jonas.id, gone: true } },
  ])
  const renewed = await ada.json('POST', `/api-keys/${his.id}/renew`)
  program.headers = { authorization: `Bearer ${renewed.key}` }
  expect(await program.json('GET', `/webhook-endpoints/${byKey.id}`)).toMatchObject({
    owner: { gone: false },
  })
})

test('no key counts or removes the person who made it', async () => {
  const ada = await signUp()
  const { key } = await ada.json('POST', '/api-keys', { name: 'CRM', scopes: ['members:read'] })
  const program = new Client(app)
  program.headers = { authorization: `Bearer ${key}` }
  for (const [method, path] of [
    ['GET', `/members/${ada.id}/left-behind`],
    ['DELETE', `/members/${ada.id}`],
  ] as const)
    expect(await program.json(method, path)).toMatchObject({ status: 403, code: 'may_not_manage_members' })
})

test('a repeated write with an Idempotency-Key happens once', async () => {
  const ada = await signUp()
  const header = { 'idempotency-key': 'once' }
  const first = await ada.json('POST', '/documents', { title: 'One' }, header)
  const again = await ada.json('POST', '/documents', { title: 'One' }, header)
  expect(again.id).toBe(first.id)
  expect((await ada.json('GET', '/documents')).items).toHaveLength(1)
  expect(await ada.json('POST', '/documents', { title: 'Two' }, header)).toMatchObject({
    status: 409,
    code: 'idempotency_key_reused',
  })
})

test('a repeat says that it is one, and a refused request is carried out when it comes again', async () => {
  const ada = await signUp()
  const { id } = await ada.json('POST', '/documents', { title: 'One' })
  const append = () =>
    ada.send('POST', `/documents/${id}/content/append`, { markdown: 'a' }, { 'idempotency-key': 'again' })
  await ada.json('DELETE', `/documents/${id}`)
  expect((await append()).status).toBe(403)
  await ada.json('POST', `/documents/${id}/restore`)
  const [first, second] = [await append(), await append()]
  expect([first.status, first.headers.get('idempotent-replayed')]).toEqual([204, null])
  expect([second.status, second.headers.get('idempotent-replayed')]).toEqual([204, 'true'])
  expect(await (await ada.send('GET', `/documents/${id}/content`)).text()).toBe('a\n')
})

test('a write that is sent several times at once with one Idempotency-Key happens once', async () => {
  const ada = await signUp()
  const header = { 'idempotency-key': 'at once' }
  const write = () => ada.json('POST', '/documents', { title: 'One' }, header)
  const answers = await Promise.all([write(), write(), write()])
  const made = answers.filter(({ status }) => status === 201)
  expect(new Set(made.map(({ id }) => id)).size).toBe(1)
  // A repeat that comes while the first is being carried out is told to try again.
  for (const answer of answers)
    if (answer.status !== 201) expect(answer).toMatchObject({ status: 409, code: 'request_in_progress' })
  expect(await write()).toMatchObject({ status: 201, id: made[0]?.id })
  expect((await ada.json('GET', '/documents')).items).toHaveLength(1)
})

test('a file that is sent again with its Idempotency-Key is the same one, though each form has another boundary', async () => {
  const ada = await signUp()
  const { id } = await ada.json('POST', '/documents', { title: 'One' })
  const upload = (bytes: Buffer<ArrayBuffer>) => {
    const form = new FormData()
    form.append('file', new File([bytes], 'dot.png', { type: 'image/png' }))
    return ada.json('POST', `/documents/${id}/files`, form, { 'idempotency-key': 'dot' })
  }
  const first = await upload(PNG)
  expect(first.status).toBe(201)
  expect((await upload(PNG)).id).toBe(first.id)
  expect((await upload(Buffer.concat([PNG, Buffer.of(0)]))).code).toBe('idempotency_key_reused')
})

test('a picture that the file store has lost is reported as lost, and can be uploaded again', async () => {
  const ada = await signUp()
  const { id } = await ada.json('POST', '/documents', { title: 'One' })
  const upload = () => {
    const form = new FormData()
    form.append('file', new File([PNG], 'dot.png', { type: 'image/png' }))
    return ada.json('POST', `/documents/${id}/files`, form)
  }
  const file = await upload()
  await rm(join(folder, String(id)), { recursive: true })
  const lost = await ada.send('GET', `/documents/${id}/files/${file.id}`)
  expect(await lost.json()).toMatchObject({ status: 410, code: 'file_lost' })
  // Browsers keep a 410 for good unless they are told not to, and the file may be put back.
  expect(lost.headers.get('cache-control')).toBe('no-store')
  expect((await upload()).status).toBe(201)
})

test('a picture that the file store does not take is refused as such, and can be uploaded once it does', async () => {
  const ada = await signUp()
  const { id } = await ada.json('POST', '/documents', { title: 'One' })
  const upload = () => {
    const form = new FormData()
    form.append('file', new File([PNG], 'dot.png', { type: 'image/png' }))
    return ada.json('POST', `/documents/${id}/files`, form, { 'idempotency-key': 'dot' })
  }
  const inTheWay = join(folder, String(id))
  await writeFile(inTheWay, '')
  expect(await upload()).toMatchObject({ status: 503, code: 'file_store_unavailable' })
  await rm(inTheWay)
  expect((await upload()).status).toBe(201)
  expect((await ada.json('GET', `/documents/${id}/files`)).items).toHaveLength(1)
})

test('a picture that the file store does not give is refused as such, and shown once it does', async () => {
  const ada = await signUp()
  const { id } = await ada.json('POST', '/documents', { title: 'One' })
  const form = new FormData()
  form.append('file', new File([PNG], 'dot.png', { type: 'image/png' }))
  const file = await ada.json('POST', `/documents/${id}/files`, form)
  const read = () => ada.send('GET', `/documents/${id}/files/${file.id}`)
  const [ours, aside] = [join(folder, String(id)), join(folder, `${id} aside`)]
  await rename(ours, aside)
  await writeFile(ours, '')
  const refused = await read()
  expect(await refused.json()).toMatchObject({ status: 503, code: 'file_store_unavailable' })
  expect(refused.headers.get('cache-control')).toBe('no-store')
  await rm(ours)
  await rename(aside, ours)
  expect((await read()).status).toBe(200)
})

/** Ada in a workspace of her own, and as an admin in that of Jonas. */
async function inTwoWorkspaces() {
  const [ada, jonas] = [await signUp(), await signUp()]
  const { url } = await jonas.json('POST', '/invitations', { role: 'admin' })
  await ada.json('POST', '/invitations/accept', { token: String(url).split('/').at(-1) })
  const his = String((await jonas.json('GET', '/me')).workspace.id)
  return { ada, jonas, inHis: { 'x-quillwire-workspace': his } }
}

test('the same request for another workspace is a different request, not a repeat', async () => {
  const { ada, inHis } = await inTwoWorkspaces()
  const key = { 'idempotency-key': 'once' }
  expect((await ada.json('POST', '/documents', { title: 'One' }, key)).status).toBe(201)
  expect((await ada.json('POST', '/documents', { title: 'One' }, { ...key, ...inHis })).code).toBe(
    'idempotency_key_reused',
  )
})

test('a request that names a workspace the person has left does not go to another one instead', async () => {
  const { ada, jonas, inHis } = await inTwoWorkspaces()
  expect((await ada.json('POST', '/documents', { title: 'His' }, inHis)).status).toBe(201)
  await jonas.send('DELETE', `/members/${ada.id}`)
  expect(await ada.json('POST', '/documents', { title: 'His' }, inHis)).toMatchObject({
    status: 403,
    code: 'not_in_workspace',
  })
  expect((await ada.json('GET', '/documents')).items).toEqual([])
  // The cookie of the page only says which workspace was open last.
  ada.cookies.set('quillwire.workspace', inHis['x-quillwire-workspace'])
  expect((await ada.json('GET', '/me')).workspace.role).toBe('owner')
})

test('visitors have Idempotency-Keys of their own, even with the name of the same bird', async () => {
  const ada = await signUp()
  const { id } = await ada.json('POST', '/documents', { markdown: 'Text' })
  const { url } = await ada.json('POST', `/documents/${id}/share-links`, { role: 'commenter' })
  const token = String(url).split('/').at(-1)
  const anchor = { start: 'AQdkZWZhdWx0AA==', end: 'AQdkZWZhdWx0AA==' }
  const said = new Set<unknown>()
  // One more than there are birds.
  for (let i = 0; i < 13; i++) {
    const visitor = new Client(app)
    await visitor.json('POST', '/share-links/open', { token })
    const thread = { anchor, quote: 'Text', body: 'Hm' }
    const sent = await visitor.json('POST', `/documents/${id}/threads`, thread, { 'idempotency-key': '1' })
    said.add(sent.id)
  }
  expect(said.size).toBe(13)
})

test('errors are problem documents that say what to do', async () => {
  const ada = await signUp()
  const bad = await ada.send('POST', '/documents', '{"title":')
  expect(bad.headers.get('content-type')).toBe('application/problem+json')
  expect(await bad.json()).toMatchObject({ status: 400, code: 'malformed_request' })
  expect(await ada.json('POST', '/invitations', { role: 'king' })).toMatchObject({
    status: 422,
    code: 'validation_failed',
    errors: [{ path: 'role' }],
  })
  expect(await ada.json('GET', '/nowhere')).toMatchObject({ status: 404, code: 'route_not_found' })
  const stranger = await new Client(app).send('GET', '/documents')
  expect(await stranger.json()).toMatchObject({ status: 401, code: 'sign_in_required' })
  // RFC 9110, 15.5.2: a 401 says how to authenticate.
  expect(stranger.headers.get('www-authenticate')).toMatch(/^Bearer /)
  // A proxy on the way may have taken the upgrade out of the request.
  expect(await new Client(app).json('GET', '/events/socket')).toMatchObject({
    status: 426,
    code: 'upgrade_required',
  })
  expect(await ada.json('GET', '/documents/not-an-id')).toMatchObject({
    status: 422,
    code: 'validation_failed',
  })
})

test.each([
  ['by its origin', { origin: 'https://evil.example' }],
  ['as the browser says', { 'sec-fetch-site': 'cross-site' }],
  ['from another name of the same site', { 'sec-fetch-site': 'same-site' }],
])('a write from another site is refused though the cookies are right: %s', async (_, headers) => {
  const ada = await signUp()
  const answer = await ada.json('POST', '/documents', { title: 'X' }, headers)
  expect(answer).toMatchObject({ status: 403, code: 'cross_site_request' })
})

test('the documentation for people comes from this server alone', async () => {
  const visitor = new Client(app)
  const html = await (await visitor.send('GET', '/docs')).text()
  const paths = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => String(path))
  // The page links back to the product, and has its icon.
  expect(paths).toEqual(expect.arrayContaining(['/', '/icon.svg']))
  const assets = paths.filter((path) => path.startsWith('/api/'))
  expect(assets.length).toBeGreaterThan(2)
  for (const path of assets) expect((await visitor.send('GET', path)).status).toBe(200)
})

test('changes of a document are in the event list, in order', async () => {
  const ada = await signUp()
  const { id } = await ada.json('POST', '/documents', { title: 'Plan' })
  await ada.json('PATCH', `/documents/${id}`, { title: 'Better plan' })
  await ada.json('POST', `/documents/${id}/content/append`, { markdown: 'Two words' })
  await ada.send('DELETE', `/documents/${id}`)
  await ada.send('POST', `/documents/${id}/restore`)
  // A transaction of another file, in the same server, may hold the last ones back for a moment.
  await vi.waitFor(async () => {
    const { items } = await ada.json('GET', '/events')
    expect(items.map(({ event }: Json) => event.type)).toEqual([
      'member.joined',
      'document.created',
      'document.renamed',
      'document.saved',
      'document.trashed',
      'document.restored',
    ])
  })
})
