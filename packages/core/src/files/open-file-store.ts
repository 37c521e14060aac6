import { open, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Disk } from 'flydrive'
import { FSDriver } from 'flydrive/drivers/fs'
import { unavailable } from '../errors.ts'
import type { FileStore } from './file-store.ts'

/**
 * The store that FILES_URL names: `file:///folder`, or `s3://key:secret@host[:port]/bucket?region=…&insecure`. A bucket
 * that is silent for `patienceMs` is given up, at the third attempt.
 */
export async function openFileStore(
  filesUrl: string,
  { patienceMs = 10_000 }: { patienceMs?: number } = {},
): Promise<FileStore> {
  const url = new URL(filesUrl)
  const store =
    url.protocol === 's3:'
      ? storeOf(new Disk(await s3Driver(url, patienceMs)))
      : folderStore(fileURLToPath(url))
  return {
    ...store,
    put: (...file) =>
      store.put(...file).catch((error: unknown) => {
        throw notStored(error)
      }),
    read: (key) =>
      store.read(key).catch((error: unknown) => {
        throw notGiven(error)
      }),
  }
}

/** Says what whoever uploaded can do. The reason is for the log. */
function notStored(cause: unknown) {
  return isFull(cause)
    ? unavailable(
        'file_store_full',
        'The server has no room left for files. Ask your admin to make room, then upload it again.',
        { cause },
      )
    : unavailable(
        'file_store_unavailable',
        'The server cannot store files at the moment. Try again later. If it keeps happening, tell your admin: the reason is in the server’s log.',
        { cause },
      )
}

/** For whoever wanted to see the file. */
const notGiven = (cause: unknown) =>
  unavailable(
    'file_store_unavailable',
    'The server cannot read its files at the moment. Try again later. If it keeps happening, tell your admin: the reason is in the server’s log.',
    { cause },
  )

/** A file system names it in `code`; a bucket in the name of the error, by which MinIO and Ceph mean their quotas too. */
function isFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code = '' } = error as NodeJS.ErrnoException // where it comes from a file system
  return (
    ['ENOSPC', 'EDQUOT'].includes(code) || /StorageFull|QuotaExceeded/.test(error.name) || isFull(error.cause)
  )
}

function storeOf(disk: Disk): FileStore {
  return {
    put: (key, bytes, contentType) => disk.put(key, bytes, { contentType }),
    read: (key) =>
      disk.getBytes(key).catch((error: Error) => {
        if (isMissing(error)) return null
        throw error
      }),
    delete: (key) =>
      disk.delete(key).catch((error: Error) => {
        // S3 itself reports no error here, but some servers that speak its protocol do.
        if (!isMissing(error)) throw error
      }),
  }
}

/** Whether the store has no such key, as reported by a bucket or by a file system. */
function isMissing({ cause }: Error): boolean {
  return (
    cause instanceof Error && (cause.name === 'NoSuchKey' || ('code' in cause && cause.code === 'ENOENT'))
  )
}

/** A store in a folder. Deleting the last file of a subfolder deletes the subfolder. */
function folderStore(location: string): FileStore {
  const store = storeOf(new Disk(new FSDriver({ location, visibility: 'private' })))
  return {
    ...store,
    async put(...file) {
      // Tried twice: the subfolder may be deleted between being created and being written to.
      await store.put(...file).catch(() => store.put(...file))
      const path = join(location, file[0])
      // The file's row will be durable. If the file were not, a power cut would leave a broken picture.
      for (const one of [path, dirname(path), location]) await flush(one)
    },
    async delete(key) {
      await store.delete(key)
      const folder = dirname(key)
      if (folder !== '.') await removeIfEmpty(join(location, folder))
    },
  }
}

/** Flushes a file, or the entries of a folder, to the disk. */
async function flush(path: string): Promise<void> {
  const handle = await open(path)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function removeIfEmpty(folder: string): Promise<void> {
  try {
    await rmdir(folder)
  } catch (error) {
    // Errors of the file system have a code. POSIX allows either of two for a folder that is not empty.
    const { code = '' } = error as NodeJS.ErrnoException
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(code)) throw error
  }
}

async function s3Driver(url: URL, patienceMs: number) {
  // Loaded only when needed, since the S3 client is heavy.
  const { S3Driver } = await import('flydrive/drivers/s3')
  const scheme = url.searchParams.has('insecure') ? 'http' : 'https'
  return new S3Driver({
    credentials: {
      accessKeyId: decodeURIComponent(url.username),
      secretAccessKey: decodeURIComponent(url.password),
    },
    endpoint: `${scheme}://${url.host}`,
    forcePathStyle: true,
    region: url.searchParams.get('region') ?? 'us-east-1',
    bucket: url.pathname.replaceAll('/', ''),
    visibility: 'private',
    supportsACL: false,
    // By itself the client waits for ever.
    requestHandler: { connectionTimeout: patienceMs, socketTimeout: patienceMs },
    // Many S3-compatible servers do not support checksums in addition to the signature.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })
}
