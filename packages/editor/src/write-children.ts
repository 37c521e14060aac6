/**
 * Writes blocks into a Y type so that each old block that is also among the new ones keeps its place in the Y.Doc.
 * Blocks are matched by the block ids within them. y-tiptap compares by position, and would put the text of one
 * paragraph into another when something is added before and after it.
 */
import { Fragment, type Node } from '@tiptap/pm/model'
import { updateYFragment } from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import { beginText, keepEmptyText } from './begin-text.ts'
import { MAX_NESTING, readFragment } from './read-fragment.ts'

/** Replaces the children from `from` up to `to`, by default the end, with the nodes. Call it within a transaction. */
export function writeChildren(
  ydoc: Y.Doc,
  parent: Y.XmlFragment,
  nodes: readonly Node[],
  from = 0,
  to = parent.length,
): void {
  const old = parent.slice(from, to)
  const pairs = pairsByIds(old, nodes)
  let place = from
  let oldIndex = 0
  let nodeIndex = 0
  for (const [oldEnd, nodeEnd] of [...pairs, [old.length, nodes.length] as const]) {
    if (oldEnd > oldIndex) parent.delete(place, oldEnd - oldIndex)
    const fresh = nodes.slice(nodeIndex, nodeEnd)
    const made = fresh.map((node) => new Y.XmlElement(node.type.name))
    if (made.length > 0) parent.insert(place, made)
    made.forEach((element, index) => {
      const node = fresh[index]
      if (!node) return
      writeNode(ydoc, element, node)
      beginText(element, node)
    })
    place += fresh.length
    const [child, node] = [old[oldEnd], nodes[nodeEnd]]
    if (child instanceof Y.XmlElement && node) writeNode(ydoc, child, node)
    place += 1
    oldIndex = oldEnd + 1
    nodeIndex = nodeEnd + 1
  }
}

/**
 * How many pieces of differently formatted text are changed one by one. Each is looked for among all others: a thousand
 * take ten milliseconds, forty thousand a quarter of a minute. A block of more pieces, which people hardly write, is
 * written anew, and the places of comments in it are lost.
 */
const MAX_PIECES = 1000

function isChanged(element: Y.XmlElement, node: Node): boolean {
  try {
    return !Fragment.fromJSON(node.type.schema, readFragment(element)).eq(node.content)
  } catch {
    // The element holds something that the schema does not know.
    return true
  }
}

function writeNode(ydoc: Y.Doc, element: Y.XmlElement, node: Node): void {
  if (node.isTextblock || node.isLeaf) {
    if (node.childCount > MAX_PIECES && isChanged(element, node)) element.delete(0, element.length)
    keepEmptyText(element, node)
    updateYFragment(ydoc, element, node, { mapping: new Map(), isOMark: new Map() })
    return
  }
  const old: Record<string, unknown> = element.getAttributes()
  for (const name of Object.keys(old)) if (node.attrs[name] == null) element.removeAttribute(name)
  for (const [name, value] of Object.entries(node.attrs))
    if (value != null && old[name] !== value) element.setAttribute(name, value)
  writeChildren(ydoc, element, node.children)
}

/**
 * Index pairs, rising on both sides, of an old child and the new node that it becomes: of one type, with a common id.
 */
function pairsByIds(
  old: readonly (Y.XmlElement | Y.XmlText | Y.XmlHook)[],
  nodes: readonly Node[],
): [number, number][] {
  const places = new Map<string, number>()
  old.forEach((child, index) => {
    for (const id of idsOfY(child)) places.set(id, index)
  })
  const pairs: [number, number][] = []
  let last = -1
  nodes.forEach((node, index) => {
    for (const id of idsOfNode(node)) {
      const place = places.get(id)
      if (place === undefined || place <= last) continue
      const child = old[place]
      if (!(child instanceof Y.XmlElement) || child.nodeName !== node.type.name) continue
      pairs.push([place, index])
      last = place
      return
    }
  })
  return pairs
}

function idsOfNode(node: Node): string[] {
  const ids: string[] = []
  const note = (at: Node) => {
    if (typeof at.attrs.id === 'string') ids.push(at.attrs.id)
  }
  note(node)
  node.descendants(note)
  return ids
}

function idsOfY(type: Y.XmlElement | Y.XmlText | Y.XmlHook, ids: string[] = [], depth = 0): string[] {
  if (!(type instanceof Y.XmlElement) || depth > MAX_NESTING) return ids
  const id: unknown = type.getAttribute('id')
  if (typeof id === 'string') ids.push(id)
  for (const child of type.toArray()) idsOfY(child, ids, depth + 1)
  return ids
}
