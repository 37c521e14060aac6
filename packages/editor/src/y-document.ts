/**
 * A document in its Y.Doc: the body in the XML fragment `default` (Tiptap's own name), the title in the text `title`.
 * Whatever is written from outside the editor is written by the smallest edit, so that what others are typing at that
 * moment stays, and their cursors with it.
 */
import type { JSONContent } from '@tiptap/core'
import { updateYFragment, yXmlFragmentToProsemirrorJSON } from '@tiptap/y-tiptap'
import type * as Y from 'yjs'
import { keepBlockIds } from './keep-block-ids.ts'
import { schema } from './schema.ts'

export const FRAGMENT = 'default'
export const TITLE = 'title'

/** The body as JSON. An empty document has one empty paragraph. */
export function readJson(ydoc: Y.Doc): JSONContent {
  const fragment = ydoc.getXmlFragment(FRAGMENT)
  if (fragment.length === 0) return { type: 'doc', content: [{ type: 'paragraph' }] }
  return yXmlFragmentToProsemirrorJSON(fragment) as JSONContent // typed as Record<string, any> there
}

/** Replaces the body by the smallest edit. Blocks that stay, stay the same blocks. */
export function writeJson(ydoc: Y.Doc, json: JSONContent): void {
  const fragment = ydoc.getXmlFragment(FRAGMENT)
  const node = schema.nodeFromJSON(keepBlockIds(fragment.length === 0 ? null : readJson(ydoc), json))
  ydoc.transact(() => updateYFragment(ydoc, fragment, node, { mapping: new Map(), isOMark: new Map() }))
}

/** Adds the content at the end of the body. An empty document gets it as its first content. */
export function appendJson(ydoc: Y.Doc, json: JSONContent): void {
  const before = readJson(ydoc)
  const last = before.content?.at(-1)
  const kept =
    last?.type === 'paragraph' && !last.content ? (before.content ?? []).slice(0, -1) : before.content
  writeJson(ydoc, { type: 'doc', content: [...(kept ?? []), ...(json.content ?? [])] })
}

export function readTitle(ydoc: Y.Doc): string {
  return ydoc.getText(TITLE).toString().replaceAll(/\s+/g, ' ').trim()
}

/** Sets the title by replacing only what differs between its beginning and its end. */
export function writeTitle(ydoc: Y.Doc, title: string): void {
  const text = ydoc.getText(TITLE)
  const before = text.toString()
  const limit = Math.min(before.length, title.length)
  let start = 0
  while (start < limit && before[start] === title[start]) start++
  let end = 0
  while (end < limit - start && before[before.length - 1 - end] === title[title.length - 1 - end]) end++
  ydoc.transact(() => {
    text.delete(start, before.length - start - end)
    text.insert(start, title.slice(start, title.length - end))
  })
}
