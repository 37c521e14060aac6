/**
 * Whether an update inserts nothing. Such an update is accepted however full the document is. An update begins with the
 * number of clients whose structs it contains (Yjs, update format 1).
 */
export function onlyDeletes(update: Uint8Array): boolean {
  return update[0] === 0
}
