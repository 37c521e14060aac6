import { createHash } from 'node:crypto'
import type { Context, Principal } from '@quillwire/core'
import { actorOf } from '@quillwire/core'
import { conflict, invalid } from '@quillwire/core/errors'
import { readCookies, VISITOR_COOKIE } from '@quillwire/core/identity/find-principal'
import { tokenHash } from '@quillwire/core/secrets/seal'
import { type Executor, isDatabaseAway, newId, withEachCommit } from '@quillwire/database'
import { createMiddleware } from 'hono/factory'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { ApiEnv } from '../api-types.ts'

const WRITES = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])
export const MAX_KEY_LENGTH = 200
/** A request unanswered for this long never will be: its process was killed, or the database went away. */
const ABANDONED_AFTER = '60 seconds'

interface Row {
  id: string
  fingerprint: string
  status: number | null
  body: string | null
  carriedOut: boolean
  isOld: boolean
}

const inProgress = () =>
  conflict('request_in_progress', 'The first request with this Idempotency-Key is still running. Try again.')
const answerLost = () =>
  conflict(
    'answer_lost',
    'The first request with this Idempotency-Key was carried out, but its answer was lost on our side. Check what it did; with a new key it is done again.',
  )

/**
 * A write with an `Idempotency-Key` happens once: a repeat of the same request gets the first answer again. The stored
 * answer is sealed, since it may hold a secret that is shown once. The transaction of the change also notes that the
 * request was carried out: the process may be killed, or the database go away, before the answer is stored.
 */
export const idempotency = createMiddleware<ApiEnv>(async (c, next) => {
  const key = c.req.header('idempotency-key')
  if (!key || !WRITES.has(c.req.method)) return await next()
  if (key.length > MAX_KEY_LENGTH)
    throw invalid('idempotency_key_too_long', `An Idempotency-Key has at most ${MAX_KEY_LENGTH} characters.`)
  const context = c.get('context')
  const principal = callerName(context.principal, c.req.header('cookie') ?? '')
  // A guest who cannot be told from others, and who may do next to nothing: there is nobody to remember the key for.
  if (!principal) return await next()
  const bytes = Buffer.from(await c.req.raw.clone().arrayBuffer())
  const fingerprint = createHash('sha256')
    .update(`${c.req.method} ${c.req.url}\n${workspaceOf(context.principal)}`)
    .update(withoutBoundary(bytes, c.req.header('content-type') ?? ''))
    .digest('hex')
  const claim = await claimKey(context, principal, key, fingerprint)
  if (claim.earlier) {
    const { earlier } = claim
    if (earlier.fingerprint !== fingerprint)
      throw conflict(
        'idempotency_key_reused',
        'This Idempotency-Key was used for another request. Use a new one.',
      )
    if (earlier.status === null || earlier.body === null)
      throw earlier.carriedOut && earlier.isOld ? answerLost() : inProgress()
    const body = context.seal.unseal(earlier.body)
    c.header('idempotent-replayed', 'true')
    // The cast: the status is one that we stored.
    return body
      ? c.body(body, earlier.status as ContentfulStatusCode, { 'content-type': 'application/json' })
      : c.body(null, 204)
  }
  await withEachCommit((tx) => markCarriedOut(tx, claim.id), next)
  if (c.res.status < 400) {
    const answer = context.seal.seal(await c.res.clone().text())
    await context.database
      .query('UPDATE idempotent_requests SET status = $2::int, body = $3 WHERE id = $1::uuid', [
        claim.id,
        c.res.status,
        answer,
      ])
      .catch((error) => {
        // The change is committed: the caller gets the answer all the same.
        if (!isDatabaseAway(error)) throw error
      })
  }
  // If the request failed with the database, only the database knows whether the change was committed.
  else
    await context.database.query(
      `DELETE FROM idempotent_requests WHERE id = $1::uuid AND ($2::int < 500 OR NOT carried_out)`,
      [claim.id, c.res.status],
    )
})

/**
 * Runs in the transaction of the change, which rolls back if this request hung for so long that a repeat has replaced
 * it.
 */
async function markCarriedOut(tx: Executor, claimId: string) {
  const { rows } = await tx.query(
    'UPDATE idempotent_requests SET carried_out = true WHERE id = $1::uuid RETURNING id',
    [claimId],
  )
  if (rows.length === 0) throw inProgress()
}

/** Whose keys these are. Many visitors have the name of the same bird: their cookie tells them apart. */
function callerName(principal: Principal, cookie: string): string | null {
  if (principal.type === 'guest') {
    const visitor = readCookies(cookie).get(VISITOR_COOKIE)
    return visitor ? `guest:${tokenHash(visitor)}` : null
  }
  const { type, id } = actorOf(principal)
  return `${type}:${id}`
}

/** The workspace that a person's request is about. Every other kind of principal has one at most. */
function workspaceOf(principal: Principal): string {
  return principal.type === 'user' ? (principal.membership?.workspaceId ?? '') : ''
}

/** The body without the boundary between the parts of a form, which clients choose anew for each request. */
function withoutBoundary(bytes: Buffer, contentType: string): Buffer {
  const [, boundary] = /^multipart\/form-data;.*\bboundary="?([^";]+)/i.exec(contentType) ?? []
  return boundary ? Buffer.from(bytes.toString('latin1').replaceAll(boundary, ''), 'latin1') : bytes
}

async function claimKey(context: Context, principal: string, key: string, fingerprint: string) {
  const id = newId()
  const { rows } = await context.database.query<{ id: string }>(
    `INSERT INTO idempotent_requests (id, principal, key, fingerprint) VALUES ($1::uuid, $2, $3, $4)
         ON CONFLICT (principal, key) DO UPDATE
        SET id = excluded.id, fingerprint = excluded.fingerprint, created_at = now()
      WHERE idempotent_requests.status IS NULL
        AND NOT idempotent_requests.carried_out
        AND idempotent_requests.created_at < now() - interval '${ABANDONED_AFTER}'
     RETURNING id`,
    [id, principal, key, fingerprint],
  )
  if (rows.length > 0) return { id, earlier: null }
  const found = await context.database.query<Row>(
    `SELECT id, fingerprint, status, body, carried_out AS "carriedOut",
            created_at < now() - interval '${ABANDONED_AFTER}' AS "isOld"
       FROM idempotent_requests WHERE principal = $1 AND key = $2`,
    [principal, key],
  )
  const [earlier] = found.rows
  if (!earlier) throw inProgress()
  return { id: earlier.id, earlier }
}
