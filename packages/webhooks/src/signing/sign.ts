import { createHmac, sign as signWithKey } from 'node:crypto'
import type { SigningKey } from './secret.ts'

export interface SignedHeaders {
  'webhook-id': string
  'webhook-timestamp': string
  'webhook-signature': string
}

/**
 * The three headers of Standard Webhooks (https://www.standardwebhooks.com). `id.timestamp.body` is signed once per
 * active key, so that a receiver can change over from one to the next. `v1` is HMAC-SHA256, `v1a` ed25519.
 *
 * @param id the same for every attempt, so that a receiver can tell a repeat
 * @param sentAt the time of this attempt
 * @param body as it is sent; text as UTF-8
 * @param keys at least one
 */
export function sign(
  id: string,
  sentAt: Date,
  body: string | Buffer,
  keys: readonly SigningKey[],
): SignedHeaders {
  const timestamp = String(Math.floor(sentAt.getTime() / 1000))
  const before = `${id}.${timestamp}.`
  const signatures = keys.map(({ scheme, key }) => {
    const signature =
      scheme === 'v1'
        ? createHmac('sha256', key).update(before).update(body).digest('base64')
        : signWithKey(null, Buffer.concat([Buffer.from(before), Buffer.from(body)]), key).toString('base64')
    return `${scheme},${signature}`
  })
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') }
}
