/**
 * The checks of what an admin may choose besides the URL and the events. Each throws `invalid` with the field at fault.
 */
import { invalid } from '@quillwire/core/errors'

export const signatureSchemes = ['v1', 'v1a'] as const
/** `v1`: HMAC-SHA256 with a shared secret. `v1a`: ed25519, for which the receiver needs only the public key. */
export type SignatureScheme = (typeof signatureSchemes)[number]

export const includedContents = ['markdown', 'html', 'json'] as const
export type IncludedContent = (typeof includedContents)[number]

export const MAX_PER_MINUTE = 60_000
export const MAX_WINDOW_SECONDS = 86_400

export function checkRateLimit(perMinute: number | null): number | null {
  if (perMinute === null) return null
  if (Number.isInteger(perMinute) && perMinute >= 1 && perMinute <= MAX_PER_MINUTE) return perMinute
  throw invalid(
    'rate_limit_out_of_range',
    `A rate limit is 1 to ${MAX_PER_MINUTE} deliveries per minute, or null for none.`,
    { field: 'rateLimit' },
  )
}

export function checkCoalesceSeconds(seconds: number): number {
  if (Number.isInteger(seconds) && seconds >= 0 && seconds <= MAX_WINDOW_SECONDS) return seconds
  throw invalid(
    'coalesce_out_of_range',
    `Saves of a document are gathered for 0 to ${MAX_WINDOW_SECONDS} seconds; with 0 each is sent.`,
    { field: 'coalesceSeconds' },
  )
}
