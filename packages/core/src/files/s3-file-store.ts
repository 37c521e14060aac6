import { createHash } from 'node:crypto'
import { AwsClient } from 'aws4fetch'
import type { FileStore } from './file-store.ts'

/** A request may take so many ms, its retries apart: what is stored is at most some megabytes. */
const TIMEOUT_MS = 30_000
const RETRIES = 3

/** An S3 bucket: `s3://key:secret@host[:port]/bucket?region=…&insecure`. Any server that speaks S3 will do. */
export function s3FileStore(url: URL): FileStore {
  const client = new AwsClient({
    accessKeyId: decodeURIComponent(url.username),
    secretAccessKey: decodeURIComponent(url.password),
    service: 's3',
    region: url.searchParams.get('region') ?? 'us-east-1',
    retries: RETRIES,
  })
  const scheme = url.searchParams.has('insecure') ? 'http' : 'https'
  const bucket = `${scheme}://${url.host}${url.pathname.replace(/\/$/, '')}`

  async function send(method: string, key: string, body?: Uint8Array<ArrayBuffer>, contentType?: string) {
    const response = await client.fetch(`${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`, {
      method,
      ...(body && { body }),
      headers: {
        // Signed, so that nobody on the way can put other bytes in their place.
        'x-amz-content-sha256': createHash('sha256')
          .update(body ?? '')
          .digest('hex'),
        ...(contentType && { 'content-type': contentType }),
      },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    if (response.ok) return response
    const [, code = 'no reason given'] = /<Code>(\w+)<\/Code>/.exec(await response.text()) ?? []
    throw new Error(`S3 answered ${response.status} to ${method} (${code})`)
  }

  return {
    put: async (key, bytes, contentType) => {
      const response = await send('PUT', key, new Uint8Array(bytes), contentType)
      await response.body?.cancel()
    },
    read: async (key) => (await send('GET', key)).bytes(),
    delete: async (key) => {
      const response = await send('DELETE', key)
      await response.body?.cancel()
    },
  }
}
