import type { Transaction } from '@quillwire/database'
import type { DocumentFacts } from '../access/decide.ts'
import { actorOf } from '../access/principal.ts'
import type { Context } from '../context.ts'
import { recordThreadEvent } from './record-comment-event.ts'
import { type LockedThread, type ThreadInput, withThread } from './with-thread.ts'

/** Marks the thread as settled; it leaves the margin and stays in the list of resolved ones. */
export async function resolveThread(context: Context, input: ThreadInput): Promise<void> {
  await withThread(context, input, (tx, thread, facts) => setResolved(context, tx, thread, facts, true))
}

/** Marks the thread as not settled again. */
export async function reopenThread(context: Context, input: ThreadInput): Promise<void> {
  await withThread(context, input, (tx, thread, facts) => setResolved(context, tx, thread, facts, false))
}

/** Marks the thread as settled or not. Does nothing when it already is. */
export async function setResolved(
  context: Context,
  tx: Transaction,
  thread: LockedThread,
  facts: DocumentFacts,
  resolved: boolean,
) {
  if ((thread.resolvedAt !== null) === resolved) return
  await tx.query(
    `UPDATE threads SET resolved_at = $2::timestamptz, resolved_by = $3::jsonb WHERE id = $1::uuid`,
    resolved
      ? [thread.id, context.now(), JSON.stringify(actorOf(context.principal))]
      : [thread.id, null, null],
  )
  await recordThreadEvent(
    context,
    tx,
    facts.workspaceId,
    thread,
    resolved ? 'thread.resolved' : 'thread.reopened',
  )
}
