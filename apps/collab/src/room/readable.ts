import { onlyDeletes } from '@quillwire/core/documents/only-deletes'
import { createDecoder, hasContent, readVarUint } from 'lib0/decoding'
import * as Y from 'yjs'

/**
 * Whether an update can be read in Yjs's first format, as it has to be. One in the second format reads like one that
 * deletes nothing, or ranges of no length, with something behind it.
 */
export function canBeRead(update: Uint8Array): boolean {
  try {
    if (onlyDeletes(update)) return isDeletions(update)
    Y.decodeUpdate(update)
    return true
  } catch {
    return false
  }
}

function isDeletions(update: Uint8Array): boolean {
  const decoder = createDecoder(update)
  readVarUint(decoder) // how many clients have structs: none
  for (let clients = readVarUint(decoder); clients > 0; clients--) {
    readVarUint(decoder)
    for (let ranges = readVarUint(decoder); ranges > 0; ranges--) {
      readVarUint(decoder)
      if (readVarUint(decoder) === 0) return false
    }
  }
  return !hasContent(decoder)
}
