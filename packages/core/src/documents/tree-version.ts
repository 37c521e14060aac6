/**
 * Tells, without reading the tree of documents, whether a tree that was read before is still current: see
 * docs/decisions/0064-the-tree-is-read-once.md.
 *
 * A version names the oldest transaction that was running when the tree was read. All with lower ids had ended, so what
 * they changed is in the tree. Whatever changes the tree later leaves an event with the id of its transaction. So if
 * there is no such event from that id on, nothing has changed, in whatever order transactions commit.
 */
import { createHash } from 'node:crypto'
import type { EventType } from '@quillwire/events'
import type { Principal } from '../access/principal.ts'
import { workspaceOf } from '../access/require-workspace.ts'
import type { Context } from '../context.ts'
import { listedDocuments } from './listed-documents.ts'

/** Events that mean that a row of somebody's tree was added, removed or changed. */
const TREE_EVENTS: readonly EventType[] = [
  'document.created',
  'document.renamed',
  'document.moved',
  'document.trashed',
  'document.restored',
  'document.deleted',
  'document.shared',
  'document.share_updated',
  'document.unshared',
  'member.joined',
  'member.role_changed',
  'member.removed',
]

/**
 * After this the tree is read again in any case, for changes that no event reports, such as an operator's SQL or an
 * older backup. It is shorter than any event is kept.
 */
const TREE_HOLDS_S = 600

interface Version {
  generation: number
  transactionId: string
  /** When the tree was read, in s. */
  readAt: number
  /** Whose tree it is, and of which workspace. */
  reader: string
}

export interface TreeLook {
  /** The version of the tree that is read after this. */
  version: string
  /** The known version, if it is still current. */
  unchanged: string | null
}

/**
 * Call this before the tree is read.
 *
 * @param known versions that the client says it has; the first that belongs to this reader counts.
 * @throws as `documentTree` does.
 */
export async function lookAtTree(context: Context, known: readonly string[] = []): Promise<TreeLook> {
  const { database, principal } = context
  const workspaceId = workspaceOf(principal)
  listedDocuments(principal, workspaceId)
  const reader = readerOf(principal, workspaceId)
  const now = Math.floor(context.now().getTime() / 1000)
  const before = known.flatMap(decode).find((one) => one.reader === reader && isRecent(one, now))
  // Each type separately, in the order of the one index that serves this: a busy workspace has thousands of saves.
  const { rows } = await database.query<{ generation: number; transactionId: string; holds: boolean }>(
    `SELECT l.generation, pg_snapshot_xmin(pg_current_snapshot())::text AS "transactionId",
            l.generation = $3::int AND $4::text::xid8 <= pg_snapshot_xmax(pg_current_snapshot())
            AND NOT EXISTS (
              SELECT FROM unnest($2::text[]) AS telling (type) CROSS JOIN LATERAL (
                SELECT v.type FROM events v
                 WHERE v.workspace_id = $1::uuid
                   AND (v.type, v.generation, v.transaction_id) >= (telling.type, $3::int, $4::text::xid8)
                 ORDER BY v.type, v.generation, v.transaction_id, v.sequence LIMIT 1) AS next
               WHERE next.type = telling.type) AS holds
       FROM event_log l WHERE l.id = 1`,
    [workspaceId, TREE_EVENTS, before?.generation ?? -1, before?.transactionId ?? '0'],
    'look-at-tree',
  )
  const [row] = rows
  if (!row) throw new Error('The table event_log has no row: the migrations did not run')
  const { generation, transactionId, holds } = row
  return {
    version: encode({ generation, transactionId, readAt: now, reader }),
    unchanged: before && holds ? encode(before) : null,
  }
}

function isRecent({ readAt }: Version, now: number): boolean {
  // The clocks of processes may differ.
  return Math.abs(now - readAt) < TREE_HOLDS_S
}

function readerOf(principal: Principal, workspaceId: string): string {
  const rights =
    principal.type === 'user'
      ? [principal.id, principal.membership?.role]
      : principal.type === 'api_key' && [principal.id, ...principal.scopes.toSorted()]
  return createHash('sha256')
    .update(JSON.stringify([workspaceId, principal.type, rights]))
    .digest('base64url')
    .slice(0, 22)
}

function encode({ generation, transactionId, readAt, reader }: Version): string {
  return [generation, transactionId, readAt, reader].join('.')
}

function decode(text: string): Version[] {
  const [, generation, transactionId, readAt, reader] =
    /^(\d{1,9})\.(\d{1,19})\.(\d{1,12})\.([\w-]{22})$/.exec(text) ?? []
  if (!generation || !transactionId || !readAt || !reader) return []
  return [{ generation: Number(generation), transactionId, readAt: Number(readAt), reader }]
}
