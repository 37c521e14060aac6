import { type DomainError, forbidden, notFound, rateLimited } from '@quillwire/core/errors'
import { tokenHash } from '@quillwire/core/secrets/seal'
import type { Executor } from '@quillwire/database'
import type { HookAction } from './hook-settings.ts'
import { obstaclesOf } from './obstacles.ts'

/** What taking a call needs to know of its hook. */
export interface CalledHook {
  id: string
  workspaceId: string
  documentId: string
  name: string
  action: HookAction
  block: string | null
  template: string | null
  signingSecretSealed: string | null
  createdByType: string
  createdById: string | null
  ownerGoneAt: Date | null
  /** When its settings, its URL or its owner last changed. */
  updatedAt: Date
  /** Seconds until the next call would be taken; 0 where this one is. */
  waitSeconds: number
}

const columns = `id, workspace_id AS "workspaceId", document_id AS "documentId", name, action, block, template,
  signing_secret_sealed AS "signingSecretSealed", created_by_type AS "createdByType", created_by_id AS "createdById",
  owner_gone_at AS "ownerGoneAt", updated_at AS "updatedAt"`
/**
 * A bucket that holds as many tokens as flow in within a minute. It is full if a clock looked at it last that was ahead
 * by more than that, and has been set back since.
 */
const tokens = `least(rate_limit, CASE WHEN rate_at < now() + interval '1 minute'
  THEN rate_tokens + rate_limit * greatest(0, extract(epoch FROM now() - rate_at)) / 60 ELSE rate_limit END)`

/**
 * Finds the hook of a URL and charges the call to its rate limit: a token out of a bucket. The row is the bucket, and
 * changing it locks it, so that processes that do so at once count together. Throws `hook_not_found`, for a revoked
 * hook as for one that never was.
 */
export async function chargeHook(executor: Executor, urlToken: string): Promise<CalledHook> {
  const hash = tokenHash(urlToken)
  const taken = await executor.query<CalledHook>(
    `UPDATE incoming_hooks SET rate_tokens = ${tokens} - 1, rate_at = now()
      WHERE token_hash = $1 AND revoked_at IS NULL AND ${tokens} >= 1
     RETURNING ${columns}, 0 AS "waitSeconds"`,
    [hash],
    'take-incoming-token',
  )
  if (taken.rows[0]) return taken.rows[0]
  const { rows } = await executor.query<CalledHook>(
    `SELECT ${columns}, greatest(1, ceil((1 - ${tokens}) * 60 / rate_limit))::int AS "waitSeconds"
       FROM incoming_hooks WHERE token_hash = $1 AND revoked_at IS NULL`,
    [hash],
    'find-incoming-hook',
  )
  if (rows[0]) return rows[0]
  throw hookNotFound()
}

/** As `chargeHook`, for a call that was charged already, and whose hook has changed since. */
export async function findChangedHook(executor: Executor, urlToken: string): Promise<CalledHook> {
  const { rows } = await executor.query<CalledHook>(
    `SELECT ${columns}, 0 AS "waitSeconds" FROM incoming_hooks WHERE token_hash = $1 AND revoked_at IS NULL`,
    [tokenHash(urlToken)],
    'find-changed-incoming-hook',
  )
  if (rows[0]) return rows[0]
  throw hookNotFound()
}

export function hookNotFound(): DomainError {
  return notFound(
    'hook_not_found',
    'There is no such hook, or its URL was revoked. Ask whoever gave it to you.',
  )
}

/** Throws where the call is one too many: `chargeHook` found the bucket empty. */
export function requireWithinRateLimit({ waitSeconds }: CalledHook): void {
  if (waitSeconds > 0)
    throw rateLimited('hook_rate_limited', `This hook is called too often. Try again in ${waitSeconds} s.`, {
      retryAfterSeconds: waitSeconds,
    })
}

/** Throws where something stands in the way of every call at the moment. */
export async function requireWritable(executor: Executor, hook: CalledHook): Promise<void> {
  const obstacle = (await obstaclesOf(executor, [hook])).get(hook.id)
  if (obstacle === 'hook_without_right')
    throw forbidden(
      obstacle,
      'Whoever answers for this hook is gone, or may no longer write in its document. An admin who may write there can take it over.',
    )
  if (obstacle === 'document_trashed')
    throw forbidden(obstacle, 'The document of this hook is in the trash. Restore it first.')
}
