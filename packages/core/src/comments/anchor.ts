import { decodeRelativePosition, encodeRelativePosition } from 'yjs'
import { invalid } from '../errors.ts'

/** Where the text of a thread is: two encoded Yjs relative positions, base64. */
export interface Anchor {
  start: string
  end: string
}

/** A position is little more than an id or a name. */
export const MAX_ANCHOR_LENGTH = 500

/**
 * The anchor as it is stored.
 *
 * @param path prefix of the field names in an error.
 * @throws `anchor_invalid`
 */
export function readAnchor({ start, end }: Anchor, path = '') {
  return {
    anchorStart: relativePosition(start, `${path}start`),
    anchorEnd: relativePosition(end, `${path}end`),
  }
}

/** Encodes the position again, to drop any bytes that follow it. */
function relativePosition(base64: string, field: string): Uint8Array<ArrayBuffer> {
  try {
    if (base64.length > MAX_ANCHOR_LENGTH) throw new RangeError('longer than a position can be')
    const position = decodeRelativePosition(new Uint8Array(Buffer.from(base64, 'base64')))
    return new Uint8Array(encodeRelativePosition(position))
  } catch (cause) {
    throw invalid('anchor_invalid', 'The anchor must be an encoded Yjs relative position, base64.', {
      field,
      cause,
    })
  }
}
