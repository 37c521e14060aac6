import type { Context } from '@quillwire/core'
import { decodeEventCursor, encodeEventCursor } from '@quillwire/core/events/event-cursor'
import { BEGINNING, type EventPosition, isBefore } from '@quillwire/core/events/event-position'
import type { Executor } from '@quillwire/database'
import { readHeads } from './head-watch.ts'
import { mayHaveGone, requireRetained } from './retained.ts'
import type { Subscription } from './subscription.ts'
import { type TakenConsumer, takeConsumer } from './take-consumer.ts'

export interface Start {
  position: EventPosition
  /** Taken for this connection, where the subscription names one. */
  consumer: TakenConsumer | undefined
}

/**
 * The place after which a subscription begins: what it says itself, else where its consumer was, else the oldest event.
 *
 * @param retentionDays for how long events are kept
 * @throws `cursor_expired` where events after it may have been deleted.
 */
export async function whereToBegin(
  context: Context,
  workspaceId: string,
  { after, types, filters, consumer: name }: Subscription,
  retentionDays: number,
): Promise<Start> {
  const { database } = context
  const told = after === undefined ? undefined : await positionOf(database, workspaceId, after)
  if (name === undefined) return { position: told ?? BEGINNING, consumer: undefined }
  const begin = told && (isBefore(BEGINNING, told) ? encodeEventCursor(told) : null)
  const consumer = await takeConsumer(context, workspaceId, { name, types, filters, begin })
  const position = told ?? (consumer.cursor === null ? BEGINNING : decodeEventCursor(consumer.cursor))
  // If nothing waited for the consumer a short while ago, nothing that it lacks can have been deleted since.
  const owed =
    told === undefined && consumer.cursor !== null && !wasUpToDate(consumer, context.now(), retentionDays)
  if (owed) await requireRetained(database, workspaceId, position)
  return { position, consumer }
}

async function positionOf(executor: Executor, workspaceId: string, after: string): Promise<EventPosition> {
  if (after === 'oldest') return BEGINNING
  if (after === 'latest')
    return (await readHeads(executor, [workspaceId])).get(workspaceId)?.position ?? BEGINNING
  const position = decodeEventCursor(after)
  await requireRetained(executor, workspaceId, position)
  return position
}

function wasUpToDate({ upToDateAt }: TakenConsumer, now: Date, retentionDays: number): boolean {
  return upToDateAt !== null && !mayHaveGone(upToDateAt.getTime(), retentionDays, now.getTime())
}
