/** Images of documents, as a client of the API sees them. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { openFileStore } from '@quillwire/core/files/open-file-store'
import { testDatabase } from '@quillwire/database/testing'
import { afterAll, expect, test } from 'vitest'
import { testApi } from './testing/api.ts'
import { Client, type Json, signedUp } from './testing/client.ts'

const { database } = await testDatabase()
const folder = mkdtempSync(join(tmpdir(), 'quillwire-files-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const files = await openFileStore(pathToFileURL(folder).href)
const { app } = testApi(database, [], { services: { files } })

const GIF = Buffer.from('R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs=', 'base64')

function upload(client: Client, documentId: string, name: string, bytes = GIF): Promise<Json> {
  const form = new FormData()
  form.append('file', new File([bytes], name))
  return client.json('POST', `/documents/${documentId}/files`, form)
}

test('an image keeps its name on its way, whatever its letters, and is shown rather than downloaded', async () => {
  const ada = await signedUp(app)
  const { id } = await ada.json('POST', '/documents', { title: 'Plan' })
  const { url } = await upload(ada, id, 'Größe "1" 図.gif')
  const { headers } = await ada.send('GET', url)
  const [kind, name = ''] = headers.get('content-disposition')?.split('; filename*=') ?? []
  expect([kind, decodeURIComponent(name)]).toEqual(['inline', `UTF-8''Größe "1" 図.gif`])
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  // A page with many images does not request each of them every time.
  expect(headers.get('cache-control')).toBe('private, max-age=3600')
})

test('a name that is too long keeps its end, and one that is missing is made up', async () => {
  const ada = await signedUp(app)
  const { id } = await ada.json('POST', '/documents', { title: 'Plan' })
  const long = await upload(ada, id, `${'x'.repeat(300)}.gif`)
  expect(long.name).toBe(`${'x'.repeat(196)}.gif`)
  const form = `--b\r\ncontent-disposition: form-data; name="file"; filename=""\r\n\r\n${GIF.toString('latin1')}\r\n--b--`
  const response = await app.request(`/api/v1/documents/${id}/files`, {
    method: 'POST',
    body: Buffer.from(form, 'latin1'),
    headers: {
      cookie: [...ada.cookies].map((pair) => pair.join('=')).join('; '),
      'content-type': 'multipart/form-data; boundary=b',
    },
  })
  expect(await response.json()).toMatchObject({ name: 'image.gif' })
})

test('a viewer adds no image, and nobody gets an image by way of another document', async () => {
  const ada = await signedUp(app)
  const { id } = await ada.json('POST', '/documents', { title: 'Plan' })
  const file = await upload(ada, id, 'dot.gif')
  const link = await ada.json('POST', `/documents/${id}/share-links`, { role: 'viewer' })
  const visitor = new Client(app)
  await visitor.send('POST', '/share-links/open', { token: String(link.url).split('/').at(-1) })
  expect((await visitor.json('GET', `/documents/${id}/files`)).items).toMatchObject([{ id: file.id }])
  expect((await visitor.send('GET', file.url)).status).toBe(200)
  expect(await upload(visitor, id, 'dot.gif')).toMatchObject({ status: 403, code: 'may_not_write' })

  const eve = await signedUp(app)
  const { id: hers } = await eve.json('POST', '/documents', { title: 'Hers' })
  const missing = { status: 404, code: 'document_not_found' }
  expect(await eve.json('GET', `/documents/${id}/files`)).toMatchObject(missing)
  expect(await upload(eve, id, 'dot.gif')).toMatchObject(missing)
  expect(await eve.json('GET', `/documents/${hers}/files/${file.id}`)).toMatchObject({
    status: 404,
    code: 'file_not_found',
  })
})

test('a visitor with a link that lets them write adds images as large as others do', async () => {
  const ada = await signedUp(app)
  const { id } = await ada.json('POST', '/documents', { title: 'Plan' })
  const link = await ada.json('POST', `/documents/${id}/share-links`, { role: 'editor' })
  const visitor = new Client(app)
  await visitor.send('POST', '/share-links/open', { token: String(link.url).split('/').at(-1) })
  const large = Buffer.concat([GIF, Buffer.alloc(2 * 1024 * 1024)])
  expect(await upload(visitor, id, 'large.gif', large)).toMatchObject({ status: 201, size: large.length })
})

test('the files of a document come in pages, the newest first', async () => {
  const ada = await signedUp(app)
  const { id } = await ada.json('POST', '/documents', { title: 'Plan' })
  for (const name of ['a.gif', 'b.gif', 'c.gif']) await upload(ada, id, name)
  const first = await ada.json('GET', `/documents/${id}/files?limit=2`)
  const second = await ada.json('GET', `/documents/${id}/files?limit=2&cursor=${first.nextCursor}`)
  const names = [first, second].map(({ items }) => items.map(({ name }: Json) => name))
  expect(names).toEqual([['c.gif', 'b.gif'], ['a.gif']])
})

test('a right that ends while an image is being stored stops the upload', async () => {
  const ada = await signedUp(app)
  const { id } = await ada.json('POST', '/documents', { title: 'Plan' })
  const stored = Promise.withResolvers<void>()
  const arrived = Promise.withResolvers<void>()
  const slow: typeof files.put = async (...file) => {
    arrived.resolve()
    await stored.promise
    await files.put(...file)
  }
  const { app: slowApp } = testApi(database, [], { services: { files: { ...files, put: slow } } })
  const link = await ada.json('POST', `/documents/${id}/share-links`, { role: 'editor' })
  const visitor = new Client(slowApp)
  await visitor.send('POST', '/share-links/open', { token: String(link.url).split('/').at(-1) })
  const sent = upload(visitor, id, 'dot.gif')
  await arrived.promise
  await ada.send('DELETE', `/documents/${id}/share-links/${link.id}`)
  stored.resolve()
  expect(await sent).toMatchObject({ status: 404, code: 'document_not_found' })
  expect((await ada.json('GET', `/documents/${id}/files`)).items).toEqual([])
})
