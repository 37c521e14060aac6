/** Requests that create or send something. Sent twice, or again because no answer came, they take effect once. */
import { ApiError, api } from './api.ts'
import { randomKey } from './random-key.ts'

/** Within this time the same request counts as a retry; after that, as a new one. */
const AGAIN_WITHIN_MS = 5 * 60_000

interface Pressed {
  /** Its `Idempotency-Key`. */
  key: string
  at: number
  /** Set while the request is under way. */
  answer: Promise<unknown> | null
}

/** The requests of which it is not known whether they took effect. */
const open = new Map<string, Pressed>()

/**
 * A `POST` to `/api/v1` that takes effect once for each time it is meant. If the same request is still under way, as
 * with a double click, both get its answer. If it got no answer, the retry carries the same key, and the API gives the
 * answer of the first.
 */
export async function apiOnce<Answer = undefined>(path: string, body?: unknown): Promise<Answer> {
  const asked = `${path} ${JSON.stringify(body)}`
  const before = open.get(asked)
  const pressed =
    before && Date.now() - before.at < AGAIN_WITHIN_MS
      ? before
      : { key: randomKey(), at: Date.now(), answer: null }
  open.set(asked, pressed)
  pressed.answer ??= send(asked, pressed, path, body)
  return (await pressed.answer) as Answer // of the same request
}

async function send(asked: string, pressed: Pressed, path: string, body: unknown): Promise<unknown> {
  try {
    const answer = await api<unknown>('POST', path, body, { 'idempotency-key': pressed.key })
    open.delete(asked)
    return answer
  } catch (error) {
    pressed.answer = null
    if (!isUnknown(error)) open.delete(asked)
    throw error
  }
}

/** Whether the request may have taken effect all the same, or still may. */
function isUnknown(error: unknown): boolean {
  if (!(error instanceof ApiError)) return true
  return error.status === 0 || error.status >= 500 || error.code === 'request_in_progress'
}
