/**
 * Takes a call of an incoming hook: finds out whose it is, checks it, writes what it brings into the document and logs
 * it. What is written, the log and the mark by which a repeat is known are one transaction.
 */
import { DomainError, type Services } from '@quillwire/core'
import { invalid } from '@quillwire/core/errors'
import { type Executor, isDatabaseAway, newId } from '@quillwire/database'
import { eventKey } from '@quillwire/events'
import { callContent } from './call-content.ts'
import { REPEATED } from './call-view.ts'
import {
  type CalledHook,
  chargeHook,
  findChangedHook,
  hookNotFound,
  requireWithinRateLimit,
  requireWritable,
} from './called-hook.ts'
import { callWith, logRateLimited, logUnwritten, type ReceivedCall } from './log-call.ts'
import { receiveBody } from './receive-body.ts'
import { verifySignature } from './verify-signature.ts'
import { writeCall } from './write-call.ts'

const MAX_ID_LENGTH = 200

export interface IncomingRequest {
  /** The last part of the URL. */
  token: string
  /** Under lower-case names. */
  headers: Readonly<Record<string, string>>
  remoteAddress: string | null
  body: ReadableStream<Uint8Array> | null
}

export interface TakenCall {
  /** The call that wrote; for a repeat, the first one. */
  callId: string
  repeated: boolean
  /** Whether the caller expects Slack's answer. */
  slack: boolean
}

/**
 * @param statusOf the HTTP status with which an error will be answered, for the log.
 * @throws why the call is refused, after logging it; `hook_not_found` is not logged, since there is no hook.
 */
export async function takeCall(
  services: Services,
  request: IncomingRequest,
  statusOf: (error: unknown) => number,
): Promise<TakenCall> {
  const { body, ...rest } = request
  const started = performance.now()
  const hook = await chargeHook(services.database, request.token)
  const call: ReceivedCall = {
    ...rest,
    id: newId(),
    hookId: hook.id,
    receivedAt: services.now(),
    started,
    body: new Uint8Array(),
    bodyBytes: 0,
  }
  try {
    requireWithinRateLimit(hook)
    await receiveBody(call, body)
    return await take(services, hook, call)
  } catch (error) {
    const refusal = { ...reasonOf(error), statusCode: statusOf(error) }
    if (hook.waitSeconds > 0) await logRateLimited(services.database, call, refusal)
    else if (!(await logUnwritten(services.database, call, refusal))) throw hookNotFound()
    throw error
  }
}

async function take(services: Services, hook: CalledHook, call: ReceivedCall): Promise<TakenCall> {
  const { headers, body } = call
  if (hook.signingSecretSealed)
    verifySignature(services.seal.unseal(hook.signingSecretSealed), headers, body, services.now())
  const idempotencyId = idempotencyIdOf(headers)
  const { markdown, slack } = callContent(headers['content-type'] ?? '', body, hook.template)
  const repeat = async (callId: string, what = `A repeat of call ${callId}.`) => {
    const error = `${what} Nothing was written again.`
    await logUnwritten(services.database, call, { statusCode: 200, errorCode: REPEATED, error })
    return { callId, repeated: true, slack }
  }
  const earlier = idempotencyId && (await callWith(services.database, hook.id, idempotencyId))
  if (earlier) return await repeat(earlier)
  if (await tellsOfItself(services.database, hook.id, headers))
    return await repeat(call.id, 'The event is about what this hook itself wrote.')
  await requireWritable(services.database, hook)
  if (await writeCall(services, hook, call, { markdown, idempotencyId }))
    return { callId: call.id, repeated: false, slack }
  // A repeat came at the same time and was faster, or the hook was changed meanwhile and its URL may no longer be
  // valid.
  const faster = idempotencyId && (await callWith(services.database, hook.id, idempotencyId))
  if (faster) return await repeat(faster)
  return await take(services, await findChangedHook(services.database, call.token), call)
}

/** The id by which a sender marks that it sends the same call again. */
function idempotencyIdOf(headers: Readonly<Record<string, string>>): string | null {
  const id = headers['webhook-id'] ?? headers['idempotency-key'] ?? null
  if (id !== null && id.length > MAX_ID_LENGTH)
    throw invalid(
      'idempotency_key_too_long',
      `A webhook-id or Idempotency-Key has at most ${MAX_ID_LENGTH} characters.`,
    )
  return id || null
}

/**
 * Whether the call is a webhook of ours about what only this hook has written. If it were taken, it would cause the
 * next one, and go round for ever. If it were refused, its endpoint would retry it, and count as failing.
 */
async function tellsOfItself(
  executor: Executor,
  hookId: string,
  headers: IncomingRequest['headers'],
): Promise<boolean> {
  const key = eventKey(headers['webhook-id'] ?? '')
  if (key === null) return false
  const { rows } = await executor.query(
    `SELECT FROM events v
      WHERE v.id = $1::uuid AND v.actor ->> 'type' = 'integration' AND v.actor ->> 'id' = $2
        -- If somebody else edited before it was saved, it tells of that too. So does a delivery that merges several saves.
        AND NOT EXISTS (
          SELECT FROM (SELECT v.data::jsonb AS data
                       UNION ALL SELECT d.payload -> 'data' FROM deliveries d WHERE d.event_id = v.id) AS told
           CROSS JOIN jsonb_array_elements(told.data -> 'editors') AS editor
           WHERE editor ->> 'id' IS DISTINCT FROM $2)`,
    [key, hookId],
  )
  return rows.length > 0
}

function reasonOf(error: unknown): { errorCode: string; error: string } {
  if (error instanceof DomainError) return { errorCode: error.code, error: error.message }
  if (isDatabaseAway(error))
    return { errorCode: 'database_unavailable', error: 'The database accepted nothing at that moment.' }
  return {
    errorCode: 'internal_error',
    error: 'Something went wrong on our side. The log of the server says what.',
  }
}
