/** How large an open document may become. Measuring it costs as much as encoding it, so it is rarely measured. */
import { onlyDeletes } from '@quillwire/core/documents/only-deletes'
import * as Y from 'yjs'

const FULL_MS = 1000
const FIRST_MEASURE = 1024 * 1024

/** @returns whether an update still fits into the document; what fits is counted. */
export function createSizeLimit(document: Y.Doc, documentBytes: number): (update: Uint8Array) => boolean {
  /** An upper bound for the state's bytes: exact when it was last measured, plus all that came since. */
  let size = 0
  let fullUntil = 0
  let measureAt = Math.min(FIRST_MEASURE, documentBytes / 8)

  return (update) => {
    if (onlyDeletes(update)) return true
    // A full document is not measured anew for every update that comes.
    const now = performance.now()
    if (now < fullUntil) return false
    size += update.byteLength
    if (size < measureAt) return true
    size = Y.encodeStateAsUpdate(document).byteLength + update.byteLength
    // Near the limit it is measured often, but not at every letter.
    measureAt = size + Math.max(documentBytes / 256, (documentBytes - size) / 2)
    if (size <= documentBytes) return true
    size -= update.byteLength
    measureAt = size
    fullUntil = now + FULL_MS
    return false
  }
}
