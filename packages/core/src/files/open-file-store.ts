import { fileURLToPath } from 'node:url'
import { Disk } from 'flydrive'
import { FSDriver } from 'flydrive/drivers/fs'
import type { FileStore } from './file-store.ts'

/** The store that FILES_URL names: `file:///folder`, or `s3://key:secret@host[:port]/bucket?region=…&insecure`. */
export async function openFileStore(filesUrl: string): Promise<FileStore> {
  const url = new URL(filesUrl)
  const disk = new Disk(
    url.protocol === 's3:'
      ? await s3Driver(url)
      : new FSDriver({ location: fileURLToPath(url), visibility: 'private' }),
  )
  return {
    put: (key, bytes, contentType) => disk.put(key, bytes, { contentType }),
    read: (key) => disk.getBytes(key),
    delete: (key) => disk.delete(key),
  }
}

async function s3Driver(url: URL) {
  // Loaded only where it is used: the client of S3 is heavy.
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
    // Checksums of its own beside the signature are what many servers that speak S3 do not know.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })
}
