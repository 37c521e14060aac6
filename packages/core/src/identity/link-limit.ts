import type { Executor } from '@quillwire/database'
import { APIError } from 'better-auth/api'
import { requestWindows } from './request-windows.ts'

/** The most links sent by mail within an hour, whoever asks. */
const LINKS = { window: 3600, max: 5 }

/**
 * Counts a requested link.
 *
 * @param key whose links, or to which address
 * @param refusal of one too many: its code, and a sentence that says what there was too much of
 */
export async function countLink(
  executor: Executor,
  key: string,
  refusal: { code: string; message: string },
): Promise<void> {
  const { allowed, retryAfter } = await requestWindows(executor).consume(key, LINKS)
  if (allowed) return
  const minutes = Math.ceil((retryAfter ?? 0) / 60)
  throw new APIError('TOO_MANY_REQUESTS', {
    code: refusal.code,
    message: `${refusal.message} Look for the mail you were sent, or ask again in ${minutes} min.`,
  })
}
