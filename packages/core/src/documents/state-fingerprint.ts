import { createHash } from 'node:crypto'
import * as Y from 'yjs'

/** What is kept of a state to tell whether another one is the same or older. A few bytes per writer. */
export interface StateMark {
  /** Equal for equal states, and different even if only deletions differ. */
  fingerprint: Uint8Array
  stateVector: Uint8Array
  /** The total length ever deleted. It only grows. */
  deletedLength: bigint
}

export function markOf(ydoc: Y.Doc): StateMark {
  const snapshot = Y.snapshot(ydoc)
  let deleted = 0
  for (const ranges of snapshot.ds.clients.values()) for (const { len } of ranges) deleted += len
  return {
    fingerprint: createHash('sha256').update(Y.encodeSnapshot(snapshot)).digest(),
    stateVector: Y.encodeStateVector(ydoc),
    deletedLength: BigInt(deleted),
  }
}

/**
 * Whether a Y.Doc contains what the marked state had. If not, it is behind: an edit from outside was saved and has not
 * reached it yet. Deletions are compared only by their total: a Y.Doc that has missed some, but has as many of its own,
 * is taken as up to date, until the missing ones arrive and it is saved again.
 */
export function coversState(own: StateMark, saved: StateMark): boolean {
  const vector = Y.decodeStateVector(own.stateVector)
  for (const [client, clock] of Y.decodeStateVector(saved.stateVector))
    if ((vector.get(client) ?? 0) < clock) return false
  return own.deletedLength >= saved.deletedLength
}

/** Whether an update inserts something that the state of this vector does not have. Deletions are not considered. */
export function writesMore(update: Uint8Array, vector: ReadonlyMap<number, number>): boolean {
  return [...Y.parseUpdateMeta(update).to].some(([client, clock]) => clock > (vector.get(client) ?? 0))
}
