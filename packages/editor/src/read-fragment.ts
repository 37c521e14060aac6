import type { JSONContent } from '@tiptap/core'
import * as Y from 'yjs'
import { readAttributes } from './read-attributes.ts'

/** No real document is nested deeper, and reading one would exhaust the stack. What lies deeper is left out. */
export const MAX_NESTING = 200

/** The content of a Y type as it is, whether or not it fits a schema. */
export function readFragment(fragment: Y.XmlFragment): JSONContent[] {
  return childrenOf(fragment, 0)
}

function childrenOf(parent: Y.XmlFragment, depth: number): JSONContent[] {
  if (depth > MAX_NESTING) return []
  // The cast: by the types there is nothing but XML in it, but a program can have put in anything.
  const children = parent.toArray() as unknown[]
  return children.flatMap((child) => readChild(child, depth))
}

function readChild(child: unknown, depth: number): JSONContent[] {
  // If a program keeps a plain text under the name of the body, its letters come one by one.
  if (typeof child === 'string') return [{ type: 'text', text: child }]
  if (child instanceof Y.Text) return readText(child, depth)
  if (!(child instanceof Y.XmlFragment)) return []
  const content = childrenOf(child, depth + 1)
  if (!(child instanceof Y.XmlElement)) return content
  return [
    {
      type: child.nodeName,
      attrs: readAttributes(child.getAttributes()),
      ...(content.length > 0 ? { content } : {}),
    },
  ]
}

interface Piece {
  insert: unknown
  attributes?: Record<string, unknown>
}

function readText(text: Y.Text, depth: number): JSONContent[] {
  if (depth > MAX_NESTING) return []
  const pieces: Piece[] = text.toDelta()
  return pieces.flatMap(({ insert, attributes }) => {
    if (typeof insert !== 'string') return readChild(insert, depth + 1)
    const marks = Object.entries(attributes ?? {}).map(([name, attrs]) => ({
      type: markName(name),
      attrs: readAttributes(attrs),
    }))
    return [{ type: 'text', text: insert, ...(marks.length > 0 ? { marks } : {}) }]
  })
}

/** y-tiptap adds a hash to the name of a mark that may overlap itself. */
function markName(attribute: string): string {
  return attribute.replace(/--[a-zA-Z0-9+/=]{8}$/, '')
}
