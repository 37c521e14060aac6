import { createHmac } from 'node:crypto'
import { secretKey } from './secret.ts'

export interface SignedHeaders {
  'webhook-id': string
  'webhook-timestamp': string
  'webhook-signature': string
}

/**
 * The three headers of Standard Webhooks (https://www.standardwebhooks.com): signed is `id.timestamp.body` with
 * HMAC-SHA256, once per active secret, so that a receiver can change over from one secret to the next.
 *
 * @param id the same for every attempt, so that a receiver can tell a repeat
 * @param sentAt the time of this attempt
 * @param secrets `whsec_…`, at least one
 */
export function sign(id: string, sentAt: Date, body: string, secrets: readonly string[]): SignedHeaders {
  const timestamp = String(Math.floor(sentAt.getTime() / 1000))
  const signatures = secrets.map(
    (secret) =>
      `v1,${createHmac('sha256', secretKey(secret)).update(`${id}.${timestamp}.${body}`).digest('base64')}`,
  )
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') }
}
