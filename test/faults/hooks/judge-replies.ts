/** Checks what is promised about replies against the document, its threads and the log. */
import type { Database } from '@quillwire/database'
import { eventId } from '@quillwire/events'
import { replyTo } from './replying-receiver.ts'
import type { WrittenByProgram } from './written-by-programs.ts'

interface DeliveryRow {
  eventId: string
  status: string
  /** Everyone who did it. */
  actors: { type: string; id: string | null }[]
  /** The outcomes of the replies of its attempts. */
  replies: string[]
}

/** Returns a sentence for each fault. */
export async function judgeReplies(
  database: Database,
  endpointId: string,
  written: readonly WrittenByProgram[],
): Promise<string[]> {
  const { rows: deliveries } = await database.query<DeliveryRow>(
    `SELECT d.event_id AS "eventId", d.status::text, coalesce(v.data -> 'editors', json_build_array(v.actor)) AS actors,
            ARRAY(SELECT a.reply ->> 'status' FROM delivery_attempts a WHERE a.delivery_id = d.id AND a.reply IS NOT NULL) AS replies
       FROM deliveries d JOIN events v ON v.id = d.event_id WHERE d.endpoint_id = $1::uuid`,
    [endpointId],
  )
  const { rows: comments } = await database.query<{ body: string }>(
    `SELECT body FROM comments WHERE author_type = 'integration' AND author_id = $1::uuid`,
    [endpointId],
  )
  const texts = [
    ...comments.map(({ body }) => body),
    ...written.filter(({ by }) => by === endpointId).map(({ text }) => text),
  ]
  return deliveries.flatMap((delivery) => {
    const id = eventId(delivery.eventId)
    const times = texts.filter((text) => text.includes(replyTo(id))).length
    const done = delivery.replies.filter((status) => status === 'done').length
    const problems: string[] = []
    if (times !== done || done > 1)
      problems.push(`a reply to ${id} was written ${times} times, and is done ${done} times`)
    if (delivery.replies.includes('waiting')) problems.push(`a reply to ${id} waits`)
    if (delivery.status === 'succeeded' && delivery.replies.length === 0)
      problems.push(`${id} lost its reply`)
    if (times > 0 && delivery.actors.every(({ type }) => type === 'integration'))
      problems.push(`${id} of integrations alone was replied to`)
    if (delivery.actors.every((actor) => actor.id === endpointId))
      problems.push(`${id} is of the endpoint itself alone`)
    return problems
  })
}
