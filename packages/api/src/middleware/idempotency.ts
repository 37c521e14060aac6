import { createHash } from 'node:crypto'
import type { Context, Principal } from '@quillwire/core'
import { actorOf } from '@quillwire/core'
import { conflict, invalid } from '@quillwire/core/errors'
import { readCookies, VISITOR_COOKIE } from '@quillwire/core/identity/find-principal'
import { tokenHash } from '@quillwire/core/secrets/seal'
import { newId } from '@quillwire/database'
import { createMiddleware } from 'hono/factory'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { ApiEnv } from '../api-types.ts'

const WRITES = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])
export const MAX_KEY_LENGTH = 200
/** A request whose process died without an answer may be tried again after this. */
const ABANDONED_AFTER = '60 seconds'

interface Row {
  id: string
  fingerprint: string
  status: number | null
  body: string | null
}

/**
 * A write with an `Idempotency-Key` happens once: a repeat of the same request gets the first answer again. The stored
 * answer is sealed, since it may hold a secret that is shown once.
 */
export const idempotency = createMiddleware<ApiEnv>(async (c, next) => {
  const key = c.req.header('idempotency-key')
  if (!key || !WRITES.has(c.req.method)) return await next()
  if (key.length > MAX_KEY_LENGTH)
    throw invalid('idempotency_key_too_long', `An Idempotency-Key has at most ${MAX_KEY_LENGTH} characters.`)
  const context = c.get('context')
  const principal = callerName(context.principal, c.req.header('cookie') ?? '')
  // Nobody in particular, who may do next to nothing: there is no one to remember it for.
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
      throw conflict(
        'request_in_progress',
        'The first request with this Idempotency-Key is still running. Try again.',
      )
    const body = context.seal.unseal(earlier.body)
    c.header('idempotent-replayed', 'true')
    // The cast: it was a status of ours.
    return body
      ? c.body(body, earlier.status as ContentfulStatusCode, { 'content-type': 'application/json' })
      : c.body(null, 204)
  }
  await next()
  if (c.res.status >= 400)
    await context.database.query('DELETE FROM idempotent_requests WHERE id = $1::uuid', [claim.id])
  else
    await context.database.query(
      'UPDATE idempotent_requests SET status = $2::int, body = $3 WHERE id = $1::uuid',
      [claim.id, c.res.status, context.seal.seal(await c.res.clone().text())],
    )
})

/** Whose keys these are. Many visitors are called by the same bird: their cookie tells them apart. */
function callerName(principal: Principal, cookie: string): string | null {
  if (principal.type === 'guest') {
    const visitor = readCookies(cookie).get(VISITOR_COOKIE)
    return visitor ? `guest:${tokenHash(visitor)}` : null
  }
  const { type, id } = actorOf(principal)
  return `${type}:${id}`
}

/** Of the workspaces of a person the one that the request is about; all others have one at most. */
function workspaceOf(principal: Principal): string {
  return principal.type === 'user' ? (principal.membership?.workspaceId ?? '') : ''
}

/** The parts of a form have a boundary between them, which clients make anew for each request. */
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
        AND idempotent_requests.created_at < now() - interval '${ABANDONED_AFTER}'
     RETURNING id`,
    [id, principal, key, fingerprint],
  )
  if (rows.length > 0) return { id, earlier: null }
  const found = await context.database.query<Row>(
    'SELECT id, fingerprint, status, body FROM idempotent_requests WHERE principal = $1 AND key = $2',
    [principal, key],
  )
  const [earlier] = found.rows
  if (!earlier) throw conflict('request_in_progress', 'Try again.')
  return { id: earlier.id, earlier }
}
