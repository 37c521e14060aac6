import * as Y from 'yjs'
import type { Mapping } from '../editor/binding/lasting-mapping.ts'
import { inYjs } from '../editor/binding/stand-in.ts'

type Type = Parameters<Mapping['get']>[0]

/** The place in the editor's document of what stands at this index of a type; null if the type is not in the text. */
type PositionOf = (type: Type, index: number) => number | null

/**
 * Finds many places in one state of a text. The sizes of what stands before a type are summed up once for all of them:
 * with a walk for each, hundreds of comments in thousands of lines would take millions of steps after every letter.
 */
export function positionsIn(root: Y.XmlFragment, mapping: Mapping): PositionOf {
  const known = new Map<Y.XmlFragment, Offsets>()
  const offsetsOf = (parent: Y.XmlFragment): Offsets => {
    const found = known.get(parent)
    if (found) return found
    const offsets = sumUp(parent, mapping)
    known.set(parent, offsets)
    return offsets
  }
  /** Where the content of a type begins. */
  const start = (type: Type): number | null => {
    if (type === root) return 0
    const { parent } = type
    if (!(parent instanceof Y.XmlFragment)) return null
    const outer = start(parent)
    const before = offsetsOf(parent).ofChild.get(type)
    if (outer === null || before === undefined) return null
    return outer + before + (type instanceof Y.XmlText ? 0 : 1)
  }
  return (type, index) => {
    const begin = start(type)
    if (begin === null) return null
    if (type instanceof Y.XmlText) return begin + index
    const before = type instanceof Y.XmlFragment ? offsetsOf(type).ofIndex[index] : undefined
    return before === undefined ? null : begin + before
  }
}

interface Offsets {
  ofChild: Map<Type, number>
  /** One entry more than there are children: the last is the end. */
  ofIndex: number[]
}

function sumUp(parent: Y.XmlFragment, mapping: Mapping): Offsets {
  const ofChild = new Map<Type, number>()
  const ofIndex = [0]
  let offset = 0
  for (const child of parent.toArray()) {
    ofChild.set(inYjs(child), offset)
    const size = child instanceof Y.XmlText ? child.length : sizeOf(mapping.get(child))
    // A child that the editor does not know yet has no size, and nothing behind it has a place.
    if (size === null) break
    offset += size
    ofIndex.push(offset)
  }
  return { ofChild, ofIndex }
}

function sizeOf(mapped: ReturnType<Mapping['get']>): number | null {
  return mapped === undefined || Array.isArray(mapped) ? null : mapped.nodeSize
}
