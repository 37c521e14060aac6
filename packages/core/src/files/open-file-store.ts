import { fileURLToPath } from 'node:url'
import { Disk } from 'flydrive'
import { FSDriver } from 'flydrive/drivers/fs'
import type { FileStore } from './file-store.ts'

/** The store that FILES_URL names: `file:///folder`, or `s3://key:secret@host[:port]/bucket?region=…&insecure`. */
export async function openFileStore(filesUrl: string): Promise<FileStore> {
  const url = new URL(filesUrl)
  if (url.protocol === 's3:') {
    // Loaded only where it is used.
    const { s3FileStore } = await import('./s3-file-store.ts')
    return s3FileStore(url)
  }
  const disk = new Disk(new FSDriver({ location: fileURLToPath(url), visibility: 'private' }))
  return {
    put: (key, bytes, contentType) => disk.put(key, bytes, { contentType }),
    read: (key) => disk.getBytes(key),
    delete: (key) => disk.delete(key),
  }
}
