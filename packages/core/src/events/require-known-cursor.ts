import type { Executor } from '@quillwire/database'
import { type DomainError, invalid } from '../errors.ts'
import type { EventPosition } from './event-position.ts'

/** SQL condition on `event_log log`: the position with generation `$1` and transaction `$2` lies in the future. */
export const AHEAD = `log.generation < $1::int
  OR (log.generation = $1::int AND $2::text::xid8 >= pg_snapshot_xmax(pg_current_snapshot()))`

export const cursorUnknown = (how: string): DomainError =>
  invalid('cursor_unknown', `This cursor is ahead of all events: was the database restored? ${how}`, {
    field: 'after',
  })

/**
 * A reader that waits at a position in the future would receive nothing until the log got there, and would never learn
 * what happened before.
 *
 * @throws `cursor_unknown` when the cursor is from before the database was restored.
 */
export async function requireKnownCursor(
  executor: Executor,
  { generation, transactionId }: EventPosition,
): Promise<void> {
  const { rows } = await executor.query<{ ahead: boolean }>(
    `SELECT ${AHEAD} AS ahead FROM event_log log WHERE log.id = 1`,
    [generation, transactionId],
  )
  if (rows[0]?.ahead) throw cursorUnknown('Begin again without one.')
}
