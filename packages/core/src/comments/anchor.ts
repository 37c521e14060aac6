import { decodeRelativePosition, encodeRelativePosition } from 'yjs'
import { invalid } from '../errors.ts'

/** Where a thread's text stands: two encoded Yjs relative positions, base64. */
export interface Anchor {
  start: string
  end: string
}

/** A position is an id or a name, and little more. */
export const MAX_ANCHOR_LENGTH = 500

/**
 * As it is stored.
 *
 * @param path what stands before the names of its fields in an error.
 * @throws `anchor_invalid`
 */
export function readAnchor({ start, end }: Anchor, path = '') {
  return {
    anchorStart: relativePosition(start, `${path}start`),
    anchorEnd: relativePosition(end, `${path}end`),
  }
}

/** Written anew: whatever else came behind it is not kept. */
function relativePosition(base64: string, field: string): Uint8Array<ArrayBuffer> {
  try {
    if (base64.length > MAX_ANCHOR_LENGTH) throw new RangeError('longer than a position can be')
    const position = decodeRelativePosition(new Uint8Array(Buffer.from(base64, 'base64')))
    return new Uint8Array(encodeRelativePosition(position))
  } catch (cause) {
    throw invalid('anchor_invalid', 'The anchor is to be an encoded Yjs relative position, base64.', {
      field,
      cause,
    })
  }
}
