import { createHash, createHmac } from 'node:crypto'
import { once } from 'node:events'
import { type FileHandle, mkdtemp, open, rm, symlink } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openFileStore } from './open-file-store.ts'
import { tryBucket } from './try-bucket.ts'

const KEY = 'AKIAEXAMPLE'
const SECRET = 'wJalr/XUtn+FEMI'

test('files are stored in a bucket, which checks the signature of each request', async () => {
  const { host, objects } = await bucketServer('quillwire')
  const store = await openFileStore(
    `s3://${KEY}:${encodeURIComponent(SECRET)}@${host}/quillwire?region=eu-central-1&insecure`,
  )
  const key = 'w/0198c5a1/image.png'
  await store.put(key, new Uint8Array([1, 2, 3]), 'image/png')
  expect(objects.get(key)).toEqual({ bytes: Buffer.from([1, 2, 3]), contentType: 'image/png' })
  expect([...((await store.read(key)) ?? [])]).toEqual([1, 2, 3])
  await store.delete(key)
  expect(objects.size).toBe(0)
  await store.delete(key)
  expect(await store.read(key)).toBeNull()
})

test('a file in a folder is on the disk before it is reported as stored', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'quillwire-files-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const handle = await open(folder)
  await handle.close()
  const flushed: string[] = []
  const sync = vi.spyOn(Object.getPrototypeOf(handle), 'sync').mockImplementation(async function (
    this: FileHandle,
  ) {
    const about = await this.stat()
    flushed.push(about.isDirectory() ? 'folder' : `${about.size} bytes`)
  })
  onTestFinished(() => sync.mockRestore())
  const store = await openFileStore(pathToFileURL(folder).href)
  await store.put('0198c5a1/image.png', new Uint8Array([1, 2, 3]), 'image/png')
  expect(flushed).toEqual(['3 bytes', 'folder', 'folder'])
  expect([...((await store.read('0198c5a1/image.png')) ?? [])]).toEqual([1, 2, 3])
})

test('a slash after the name of the bucket is not part of it', async () => {
  const { host, objects } = await bucketServer('quillwire')
  const store = await openFileStore(`s3://${KEY}:${encodeURIComponent(SECRET)}@${host}/quillwire/?insecure`)
  await store.put('image.png', new Uint8Array(1), 'image/png')
  expect([...objects.keys()]).toEqual(['image.png'])
})

test('what a bucket refuses to store says so, and the log has the reason', async () => {
  const { host } = await bucketServer('quillwire')
  const store = await openFileStore(`s3://${KEY}:other@${host}/quillwire?insecure`)
  await expect(store.put('a', new Uint8Array(1), 'image/png')).rejects.toMatchObject({
    kind: 'unavailable',
    code: 'file_store_unavailable',
    cause: { cause: { name: 'SignatureDoesNotMatch' } },
  })
})

test('a bucket is tried without leaving anything there, and what it refuses is the reason', async () => {
  const { host, objects } = await bucketServer('quillwire')
  await tryBucket(await openFileStore(`s3://${KEY}:${encodeURIComponent(SECRET)}@${host}/quillwire?insecure`))
  expect(objects.size).toBe(0)
  const refusing = await openFileStore(`s3://${KEY}:other@${host}/quillwire?insecure`)
  await expect(tryBucket(refusing)).rejects.toMatchObject({
    code: 'file_store_unavailable',
    cause: { cause: { name: 'SignatureDoesNotMatch' } },
  })
})

test('what a bucket refuses to give, or one that is away, says so, and the log has the reason', async () => {
  const { host } = await bucketServer('quillwire')
  const refusing = await openFileStore(`s3://${KEY}:other@${host}/quillwire?insecure`)
  const away = await openFileStore(`s3://${KEY}:${encodeURIComponent(SECRET)}@127.0.0.1:1/quillwire?insecure`)
  const unavailable = { kind: 'unavailable', code: 'file_store_unavailable' }
  await expect(refusing.read('a')).rejects.toMatchObject({
    ...unavailable,
    cause: { cause: { name: 'SignatureDoesNotMatch' } },
  })
  await expect(away.read('a')).rejects.toMatchObject({
    ...unavailable,
    cause: { cause: { code: 'ECONNREFUSED' } },
  })
})

test.each(['before its answer', 'in the middle of it'])(
  'a bucket that falls silent %s is given up',
  async (when) => {
    const server = createServer((_request, response) => {
      if (when !== 'before its answer') response.writeHead(200, { 'content-length': 2 }).write('a')
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => void server.close().closeAllConnections())
    const { port } = server.address() as AddressInfo // it listens on a port
    const store = await openFileStore(`s3://${KEY}:secret@127.0.0.1:${port}/quillwire?insecure`, {
      patienceMs: 50,
    })
    await expect(store.read('a')).rejects.toMatchObject({ code: 'file_store_unavailable' })
  },
)

test.each(['QuotaExceeded', 'XMinioStorageFull', 'XMinioAdminBucketQuotaExceeded'])(
  'a bucket without room says so: %s',
  async (reason) => {
    const { host } = await bucketServer('quillwire', reason)
    const store = await openFileStore(`s3://${KEY}:${encodeURIComponent(SECRET)}@${host}/quillwire?insecure`)
    await expect(store.put('a', new Uint8Array(1), 'image/png')).rejects.toMatchObject({
      code: 'file_store_full',
    })
  },
)

test('a full disk is reported as one, whether it is noticed with the writing or with the flush', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'quillwire-files-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const store = await openFileStore(pathToFileURL(folder).href)
  const put = () => store.put('image.png', new Uint8Array([1, 2, 3]), 'image/png')
  const full = { kind: 'unavailable', code: 'file_store_full' }
  await symlink('/dev/full', join(folder, 'image.png'))
  await expect(put()).rejects.toMatchObject({ ...full, cause: { cause: { code: 'ENOSPC' } } })
  await rm(join(folder, 'image.png'))

  const handle = await open(folder)
  await handle.close()
  const quota = Object.assign(new Error('disk quota exceeded'), { code: 'EDQUOT' })
  const sync = vi.spyOn(Object.getPrototypeOf(handle), 'sync').mockRejectedValue(quota)
  onTestFinished(() => sync.mockRestore())
  await expect(put()).rejects.toMatchObject({ ...full, cause: quota })
  sync.mockRestore()
  await put()
})

/** An S3 server with one bucket that recomputes every signature (AWS Signature Version 4). */
async function bucketServer(bucket: string, refusal?: string) {
  const objects = new Map<string, { bytes: Buffer; contentType: string | undefined }>()
  const server = createServer(async (request, response) => {
    const refuse = (status: number, code: string) =>
      response.writeHead(status).end(`<?xml version="1.0"?><Error><Code>${code}</Code></Error>`)
    const bytes = await buffer(request)
    if (request.headers.authorization !== signature(request, bytes))
      return refuse(403, 'SignatureDoesNotMatch')
    if (refusal) return refuse(403, refusal)
    const [path = ''] = request.url?.split('?') ?? []
    const key = decodeURIComponent(path.replace(`/${bucket}/`, ''))
    const object = objects.get(key)
    if (request.method === 'PUT') objects.set(key, { bytes, contentType: request.headers['content-type'] })
    else if (!object) return refuse(404, 'NoSuchKey')
    else if (request.method === 'DELETE') objects.delete(key)
    response.end(request.method === 'GET' ? object?.bytes : undefined)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close().closeAllConnections())
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, objects } // it listens on a port
}

function signature({ method, url, headers }: IncomingMessage, bytes: Buffer) {
  const [, scope = '', names = ''] =
    /Credential=[^/]+\/(\S+), ?SignedHeaders=([^,]+)/.exec(headers.authorization ?? '') ?? []
  const signed = names.split(';').map((name) => `${name}:${headers[name]}\n`)
  const hash = (data: string | Buffer) => createHash('sha256').update(data).digest('hex')
  const [path, query] = url?.split('?') ?? []
  const canonical = [method, path, query, signed.join(''), names, hash(bytes)].join('\n')
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, hash(canonical)].join('\n')
  const key = scope
    .split('/')
    .reduce<string | Buffer>(
      (last, part) => createHmac('sha256', last).update(part).digest(),
      `AWS4${SECRET}`,
    )
  const value = createHmac('sha256', key).update(toSign).digest('hex')
  return `AWS4-HMAC-SHA256 Credential=${KEY}/${scope}, SignedHeaders=${names}, Signature=${value}`
}
