import * as Y from 'yjs'

/** A fingerprint of a Y.Doc's state: equal for equal states, and another one where only deletions differ. */
export function stateFingerprint(ydoc: Y.Doc): Uint8Array {
  return Y.encodeSnapshot(Y.snapshot(ydoc))
}

/**
 * Whether the Y.Doc has seen everything that the state of the fingerprint had. One that has not is behind: an edit from
 * outside was saved, and has not reached it yet.
 */
export function coversState(ydoc: Y.Doc, fingerprint: Uint8Array): boolean {
  const [saved, own] = [Y.decodeSnapshot(fingerprint), Y.snapshot(ydoc)]
  for (const [client, clock] of saved.sv) if ((own.sv.get(client) ?? 0) < clock) return false
  for (const [client, deletions] of saved.ds.clients) {
    const ranges = own.ds.clients.get(client) ?? []
    // Both are sorted, and their ranges merged: a deletion lies within one range or is not known.
    let index = 0
    for (const { clock, len } of deletions) {
      let range = ranges[index]
      while (range && range.clock + range.len < clock + len) range = ranges[++index]
      if (!range || range.clock > clock) return false
    }
  }
  return true
}
