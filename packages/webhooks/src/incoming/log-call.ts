import { type Executor, storable } from '@quillwire/database'
import { withoutSecrets } from '../endpoints/endpoint-headers.ts'
import { firstIdOf } from '../first-id-of.ts'

const BODY_KEPT = 16 * 1024
const WRITTEN_KEPT = 16 * 1024
/** A flood should show in the log, and not fill it. */
const LIMITED_PER_MINUTE = 5

/** A call as it came. */
export interface ReceivedCall {
  id: string
  hookId: string
  receivedAt: Date
  /** By `performance.now()`. */
  started: number
  remoteAddress: string | null
  headers: Readonly<Record<string, string>>
  /** The secret of the URL, which a proxy may have put into a header. */
  token: string
  body: Uint8Array
  /** Of the whole body, also where not all of it was read. */
  bodyBytes: number
}

interface Outcome {
  statusCode: number
  written: string | null
  errorCode: string | null
  error: string | null
  idempotencyId: string | null
}
type Refusal = Pick<Outcome, 'statusCode' | 'errorCode' | 'error'>

const COLUMNS = `id, hook_id, received_at, duration_ms, remote_address, headers, content_type, body, body_bytes,
  status_code, written, error_code, error, idempotency_id`
const VALUES = `$1::uuid, $2::uuid, $3::timestamptz, $4::int, $5, $6::jsonb, $7, $8, $9::int, $10::int, $11, $12, $13, $14`

/** SQL, to be followed by a lock, which waits for whoever deletes, revokes or changes the hook at this moment. */
const OF_ITS_HOOK = 'FROM incoming_hooks WHERE id = $2::uuid'

/**
 * Logs a call that wrote, in the transaction of what it wrote.
 * @param hookOf when the hook had last changed, as it was read for this call
 * @returns false where a call with the same idempotency id was logged before, or where its hook was revoked, deleted or
 *   changed while the call came in: then nothing may be written.
 */
export async function logWritten(
  tx: Executor,
  call: ReceivedCall,
  { written, idempotencyId, hookOf }: Pick<Outcome, 'written' | 'idempotencyId'> & { hookOf: Date },
): Promise<boolean> {
  const outcome = { statusCode: 200, written, errorCode: null, error: null, idempotencyId }
  const { rows } = await tx.query(
    `INSERT INTO incoming_calls (${COLUMNS}) SELECT ${VALUES} ${OF_ITS_HOOK} AND revoked_at IS NULL AND updated_at = $15::timestamptz
         FOR NO KEY UPDATE
         ON CONFLICT (hook_id, idempotency_id) WHERE idempotency_id IS NOT NULL DO NOTHING RETURNING id`,
    [...valuesOf(call, outcome), hookOf],
  )
  if (rows.length === 0) return false
  await tx.query('UPDATE incoming_hooks SET last_used_at = $2::timestamptz WHERE id = $1::uuid', [
    call.hookId,
    call.receivedAt,
  ])
  return true
}

/**
 * Logs a call that wrote nothing.
 * @returns false where its hook was deleted while the call came in: its log went with it.
 */
export async function logUnwritten(
  executor: Executor,
  call: ReceivedCall,
  refusal: Refusal,
): Promise<boolean> {
  const { rows } = await executor.query(
    `INSERT INTO incoming_calls (${COLUMNS}) SELECT ${VALUES} ${OF_ITS_HOOK} FOR KEY SHARE RETURNING id`,
    valuesOf(call, { ...refusal, written: null, idempotencyId: null }),
  )
  return rows.length > 0
}

/** Logs a call beyond the rate limit. There may be very many, so only a few are logged in a minute. */
export async function logRateLimited(
  executor: Executor,
  call: ReceivedCall,
  refusal: Refusal,
): Promise<void> {
  await executor.query(
    `INSERT INTO incoming_calls (${COLUMNS}) SELECT ${VALUES} ${OF_ITS_HOOK}
        AND (SELECT count(*) FROM (
               SELECT FROM incoming_calls WHERE hook_id = $2::uuid AND id >= $15::uuid AND error_code = $12
                LIMIT ${LIMITED_PER_MINUTE}) AS lately) < ${LIMITED_PER_MINUTE}
        FOR KEY SHARE`,
    [
      ...valuesOf(call, { ...refusal, written: null, idempotencyId: null }),
      firstIdOf(new Date(call.receivedAt.getTime() - 60_000)),
    ],
  )
}

/** Whether a call was written although its transaction failed: the connection may have broken after the commit. */
export async function wasWritten(executor: Executor, { id, hookId }: ReceivedCall): Promise<boolean> {
  // Until that transaction has ended, it holds the lock on the row.
  await executor.query('SELECT id FROM incoming_hooks WHERE id = $1::uuid FOR SHARE', [hookId])
  const { rows } = await executor.query('SELECT FROM incoming_calls WHERE id = $1::uuid', [id])
  return rows.length > 0
}

/** The call of the hook that wrote under this idempotency id. */
export async function callWith(
  executor: Executor,
  hookId: string,
  idempotencyId: string,
): Promise<string | null> {
  const { rows } = await executor.query<{ id: string }>(
    'SELECT id FROM incoming_calls WHERE hook_id = $1::uuid AND idempotency_id = $2',
    [hookId, idempotencyId],
  )
  return rows[0]?.id ?? null
}

function valuesOf(call: ReceivedCall, outcome: Outcome): unknown[] {
  return [
    call.id,
    call.hookId,
    call.receivedAt,
    Math.round(performance.now() - call.started),
    call.remoteAddress,
    JSON.stringify(shownHeaders(call)),
    call.headers['content-type'] ?? null,
    storable(new TextDecoder().decode(call.body.subarray(0, BODY_KEPT))),
    call.bodyBytes,
    outcome.statusCode,
    outcome.written === null ? null : storable(outcome.written.slice(0, WRITTEN_KEPT)),
    outcome.errorCode,
    outcome.error,
    outcome.idempotencyId,
  ]
}

function shownHeaders({ headers, token }: ReceivedCall): Record<string, string> {
  return Object.fromEntries(
    Object.entries(withoutSecrets(headers)).map(([name, value]) => [
      name,
      value.replaceAll(token, '[hidden]'),
    ]),
  )
}
