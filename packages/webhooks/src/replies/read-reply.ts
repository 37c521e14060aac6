/**
 * What a receiver answers for the document: `{"reply":{"comment":"…"}}` or `{"reply":{"append":"…markdown…"}}`, on a
 * 2xx. It is recorded with the attempt and carried out after that, once.
 */
import { actorsOf } from '@quillwire/core/events/actors-of'
import { storable } from '@quillwire/database'
import type { EventEnvelope } from '@quillwire/events'
import { z } from 'zod'

export interface Reply {
  kind: 'comment' | 'append' | null
  /** As it was answered, but for the endpoint's secrets: these are replaced by their names. */
  text: string
  status: 'waiting' | 'done' | 'refused'
  /** Why it was refused; one sentence. */
  error: string | null
}

/** The delivery that was answered, as far as its answer depends on it. */
interface AnsweredDelivery {
  endpoint: { repliesEnabled: boolean }
  documentId: string | null
  test: boolean
  /** What was sent; it tells of all saves where several were sent as one. */
  envelope: Buffer
}

interface Response {
  status: number
  body: string
}

const MAX_COMMENT_LENGTH = 2000
const MAX_APPEND_LENGTH = 4000

const answer = z.object({
  reply: z.union([
    z.strictObject({ comment: z.string().trim().min(1).max(MAX_COMMENT_LENGTH) }),
    z.strictObject({ append: z.string().trim().min(1).max(MAX_APPEND_LENGTH) }),
  ]),
})

/** Null where the answer has no reply in it, or the endpoint may not reply. */
export function readReply(delivery: AnsweredDelivery, response: Response | null): Reply | null {
  if (!delivery.endpoint.repliesEnabled || !response) return null
  if (response.status < 200 || response.status > 299 || !response.body.includes('"reply"')) return null
  const json = parse(response.body)
  if (json === undefined) return refused('The answer is longer than 4 KiB, or is not JSON.')
  if (typeof json !== 'object' || json === null || !('reply' in json)) return null
  const { data, success } = answer.safeParse(json)
  if (!success)
    return refused(
      `A reply is {"comment": "…"} of at most ${MAX_COMMENT_LENGTH} characters, or {"append": "…"} of at most ${MAX_APPEND_LENGTH}.`,
    )
  if (!delivery.documentId) return refused('The event is not about a document, so a reply has nowhere to go.')
  if (delivery.test) return refused('The answer to a test event is shown here and not carried out.')
  if (byIntegrations(delivery))
    return refused(
      'Replies to what integrations did are not carried out: two integrations could answer each other for ever.',
    )
  return 'comment' in data.reply
    ? { kind: 'comment', text: storable(data.reply.comment), status: 'waiting', error: null }
    : { kind: 'append', text: storable(data.reply.append), status: 'waiting', error: null }
}

/**
 * Whether only integrations acted. Where somebody else took part nothing goes on for ever, since each round would need
 * them again.
 */
function byIntegrations({ envelope }: AnsweredDelivery): boolean {
  const event = JSON.parse(envelope.toString()) as EventEnvelope // stored as it was checked
  return actorsOf(event).every(({ type }) => type === 'integration')
}

function refused(error: string): Reply {
  return { kind: null, text: '', status: 'refused', error }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
