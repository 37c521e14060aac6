/**
 * A consumer with a name: the server keeps what it has acknowledged, in a row of `webhook_endpoints` of the kind
 * `stream`. Whoever connects last has it: each connection that takes the consumer writes a holder of its own into the
 * row, and later writes only where it still finds that.
 */
import { actorOf, type Context } from '@quillwire/core'
import { conflict, forbidden } from '@quillwire/core/errors'
import type { EventFilters } from '@quillwire/core/events/event-filters'
import { lockName, newId, type Transaction } from '@quillwire/database'
import { oneAtATime } from '../one-at-a-time.ts'

export interface TakenConsumer {
  id: string
  /** Identifies the connection that has it. */
  holder: string
  /** What was acknowledged last, or where it was told to begin. */
  cursor: string | null
  /** When its connection last gave a sign of life, if nothing waited for it then; null where something did. */
  upToDateAt: Date | null
}

export interface TakeConsumerInput {
  name: string
  types: readonly string[]
  filters: Required<EventFilters>
  /** Where it is to begin: a cursor, or null for the oldest event. Undefined to go on where it was. */
  begin: string | null | undefined
}

interface Row {
  id: string
  status: 'active' | 'paused' | 'disabled'
  cursor: string | null
  seen_at: Date | null
  behind: boolean
}

const MAX_PER_WORKSPACE = 100

/** Finds the consumer or makes it. The connection that had it hears of that by `stream_taken`, or when it writes. */
export async function takeConsumer(
  context: Context,
  workspaceId: string,
  input: TakeConsumerInput,
): Promise<TakenConsumer> {
  const { name, types, filters, begin } = input
  const holder = newId()
  return await context.database.transaction(async (tx) => {
    // Two connections with a new name at the same moment must make one row.
    await lockName(tx, `stream ${workspaceId} ${name}`)
    const { rows } = await tx.query<Row>(
      `UPDATE webhook_endpoints
          SET stream_holder = $3::uuid, event_types = $4::text[], filters = $7::jsonb, stream_seen_at = now(),
              stream_behind = true, -- until it turns out that nothing waits
              stream_cursor = CASE WHEN $5::boolean THEN $6::text ELSE stream_cursor END
         FROM (SELECT id AS old_id, stream_seen_at AS seen_at, stream_behind AS behind FROM webhook_endpoints
                WHERE workspace_id = $1::uuid AND stream_name = $2::text FOR UPDATE) AS before
        WHERE id = before.old_id
       RETURNING id, status::text AS status, stream_cursor AS cursor, before.seen_at, before.behind`,
      [workspaceId, name, holder, types, begin !== undefined, begin ?? null, JSON.stringify(filters)],
    )
    const row = rows[0] ?? (await makeConsumer(context, tx, workspaceId, input, holder))
    if (row.status !== 'active')
      throw forbidden('consumer_paused', `The consumer “${name}” is ${row.status}. An admin can resume it.`)
    await context.database.notify('stream_taken', { endpointId: row.id, holder }, tx)
    return { id: row.id, holder, cursor: row.cursor, upToDateAt: row.behind ? null : row.seen_at }
  })
}

async function makeConsumer(
  context: Context,
  tx: Transaction,
  workspaceId: string,
  { name, types, filters, begin }: TakeConsumerInput,
  holder: string,
): Promise<Row> {
  const actor = actorOf(context.principal)
  await oneAtATime(tx, 'consumers', workspaceId)
  const consumers = await tx.webhookEndpoint.count({ where: { workspaceId, kind: 'stream' } })
  if (consumers >= MAX_PER_WORKSPACE)
    throw conflict(
      'too_many_consumers',
      `A workspace can have at most ${MAX_PER_WORKSPACE} named consumers. Delete those that are not used.`,
    )
  const id = newId()
  await tx.webhookEndpoint.create({
    data: {
      id,
      workspaceId,
      kind: 'stream',
      url: '',
      description: name,
      eventTypes: [...types],
      filters,
      retrySchedule: [],
      streamName: name,
      streamHolder: holder,
      streamCursor: begin ?? null,
      streamSeenAt: context.now(),
      createdByType: actor.type,
      createdById: actor.id,
    },
  })
  return { id, status: 'active', cursor: begin ?? null, seen_at: null, behind: false }
}
