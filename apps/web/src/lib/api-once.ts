/** Requests that make or send something: pressed twice, or again because no answer came, they are done once. */
import { ApiError, api } from './api.ts'
import { randomKey } from './random-key.ts'

/** How long somebody may take to press again; later it is meant anew. */
const AGAIN_WITHIN_MS = 5 * 60_000

interface Pressed {
  /** Its `Idempotency-Key`. */
  key: string
  at: number
  /** While it is under way. */
  answer: Promise<unknown> | null
}

/** What was asked for, and of which it is not known whether it was done. */
const open = new Map<string, Pressed>()

/**
 * A `POST` to `/api/v1` that is to be done once for each time it is meant. The same request while it is under way, as by a double
 * click, gets the same answer. The same request after one that got none carries the key of that, and the API gives the answer of then.
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

/** Whether it may have been done all the same, or still be. */
function isUnknown(error: unknown): boolean {
  if (!(error instanceof ApiError)) return true
  return error.status === 0 || error.status >= 500 || error.code === 'request_in_progress'
}
