import { createHmac, timingSafeEqual } from 'node:crypto'
import { unauthenticated } from '@quillwire/core/errors'
import { signingKey } from '../signing/secret.ts'

/** Seconds that the caller's clock may differ from ours, by Standard Webhooks. */
const TOLERANCE = 5 * 60

/**
 * Checks the three headers of Standard Webhooks (https://www.standardwebhooks.com) against the body as it came. Throws
 * `signature_missing`, `signature_invalid` or, where it fits but is from another time, `signature_too_old`.
 */
export function verifySignature(
  secret: string,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array,
  now: Date,
): void {
  const id = headers['webhook-id']
  const timestamp = headers['webhook-timestamp']
  const signatures = headers['webhook-signature']
  if (!id || !timestamp || !signatures)
    throw unauthenticated(
      'signature_missing',
      'This hook takes signed calls only: send webhook-id, webhook-timestamp and webhook-signature (Standard Webhooks).',
    )
  const expected = createHmac('sha256', signingKey(secret).key)
    .update(`${id}.${timestamp}.`)
    .update(body)
    .digest()
  if (!signatures.split(' ').some((one) => fits(one, expected)))
    throw unauthenticated(
      'signature_invalid',
      'The signature does not match. Sign id.timestamp.body, the body byte by byte as it is sent, with the secret of this hook.',
    )
  // Written this way round, so that NaN does not pass.
  if (!(Math.abs(now.getTime() / 1000 - Number(timestamp)) <= TOLERANCE))
    throw unauthenticated(
      'signature_too_old',
      'The call was signed more than five minutes before or after now. Sign each attempt anew, and check your clock.',
    )
}

function fits(signature: string, expected: Buffer): boolean {
  const [version, base64 = ''] = signature.split(',', 2)
  const given = Buffer.from(base64, 'base64')
  return version === 'v1' && given.byteLength === expected.byteLength && timingSafeEqual(given, expected)
}
