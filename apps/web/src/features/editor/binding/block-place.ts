import type { ResolvedPos } from '@tiptap/pm/model'
import * as Y from 'yjs'

/** A place between two blocks of the text. It is tied to the block before it, whatever others write meanwhile. */
export type BlockPlace = Y.RelativePosition

/** The place after the outermost block in which a position lies. */
export function placeAfter(fragment: Y.XmlFragment, position: ResolvedPos): BlockPlace {
  const blocks = position.index(0) + (position.depth > 0 ? 1 : 0)
  return Y.createRelativePositionFromTypeIndex(fragment, Math.min(blocks, fragment.length), -1)
}

/** How many blocks stand before the place now. Where its block is gone, it is where that block was. */
export function blocksBefore(fragment: Y.XmlFragment, place: BlockPlace): number {
  const { doc } = fragment
  const found = doc && Y.createAbsolutePositionFromRelativePosition(place, doc)
  return found?.type === fragment ? found.index : fragment.length
}
