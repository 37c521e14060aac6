import { gone } from '@quillwire/core/errors'
import type { EventPosition } from '@quillwire/core/events/event-position'
import { AHEAD, cursorUnknown } from '@quillwire/core/events/require-known-cursor'
import type { Executor } from '@quillwire/database'

/** Half a day for clocks that differ. */
const MARGIN_DAYS = 0.5
const DAY_MS = 86_400_000

/** Whether what happened at that moment, in ms, may have been deleted by now. */
export function mayHaveGone(at: number, retentionDays: number, now = Date.now()): boolean {
  return now - at >= (retentionDays - MARGIN_DAYS) * DAY_MS
}

/**
 * Makes sure that nothing behind this position was deleted since. That is known while the event at the position, or
 * one before it, is still kept.
 *
 * @throws `cursor_expired` where events may be missing, `cursor_unknown` where the position lies in the future: it is
 *   from before the database was restored.
 */
export async function requireRetained(
  executor: Executor,
  workspaceId: string,
  { generation, transactionId, sequence }: EventPosition,
): Promise<void> {
  const { rows } = await executor.query<{ ahead: boolean; kept: boolean | null }>(
    `SELECT ${AHEAD} AS ahead,
            (SELECT (v.generation, v.transaction_id, v.sequence) <= ($1::int, $2::text::xid8, $3::bigint)
               FROM events v WHERE v.workspace_id = $4::uuid
              ORDER BY v.generation, v.transaction_id, v.sequence LIMIT 1) AS kept
       FROM event_log log WHERE log.id = 1`,
    [generation, transactionId, String(sequence), workspaceId],
  )
  if (rows[0]?.ahead) throw cursorUnknown('Subscribe with "after":"oldest" or "latest".')
  if (!rows[0]?.kept)
    throw gone(
      'cursor_expired',
      'The events after this cursor are older than what is kept, so some may be gone. Subscribe with ' +
        '"after":"oldest" to get all that are kept, and look in GET /api/v1/documents for what you may have missed.',
      { field: 'after' },
    )
}
