/**
 * Whether an update inserts nothing: what shortens a document is taken, however full that is. An update begins with the
 * number of clients whose structs it holds (Yjs, update format 1).
 */
export function onlyDeletes(update: Uint8Array): boolean {
  return update[0] === 0
}
