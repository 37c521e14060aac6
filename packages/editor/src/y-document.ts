/**
 * A document in its Y.Doc: the body in the XML fragment `default` (Tiptap's own name), the title in the text `title`.
 * Whatever is written from outside the editor is written by the smallest edit, so that what others are typing at that
 * moment stays, and their cursors with it.
 */
import type { JSONContent } from '@tiptap/core'
import * as Y from 'yjs'
import { fitToSchema } from './fit-to-schema.ts'
import { keepBlockIds } from './keep-block-ids.ts'
import { readFragment } from './read-fragment.ts'
import { schema } from './schema.ts'
import { differenceOf } from './text-difference.ts'
import { writeChildren } from './write-children.ts'

export const FRAGMENT = 'default'
export const TITLE = 'title'

/** The body as JSON that fits our schema, whatever a program wrote into it. An empty body has one empty paragraph. */
export function readJson(ydoc: Y.Doc): JSONContent {
  return fitToSchema(readFragment(ydoc.getXmlFragment(FRAGMENT)))
}

/** Replaces the body by the smallest edit. Blocks that stay, stay the same blocks. */
export function writeJson(ydoc: Y.Doc, json: JSONContent): void {
  const fragment = ydoc.getXmlFragment(FRAGMENT)
  const before = fragment.length === 0 ? null : { type: 'doc', content: readFragment(fragment) }
  const node = schema.nodeFromJSON(keepBlockIds(before, json))
  node.check()
  ydoc.transact(() => writeChildren(ydoc, fragment, node.children))
}

/** Adds the content at the end of the body, and touches nothing else. Empty paragraphs at the end give way to it. */
export function appendJson(ydoc: Y.Doc, json: JSONContent): void {
  if ((json.content ?? []).every(isEmptyParagraph)) return
  const fragment = ydoc.getXmlFragment(FRAGMENT)
  let kept = fragment.length
  while (kept > 0 && isEmptyY(fragment.get(kept - 1))) kept--
  const node = schema.nodeFromJSON(keepBlockIds(null, json))
  node.check()
  ydoc.transact(() => {
    fragment.delete(kept, fragment.length - kept)
    writeChildren(ydoc, fragment, node.children, kept)
  })
}

/** Adds the content at the beginning of the body, as `appendJson` does at the end. */
export function prependJson(ydoc: Y.Doc, json: JSONContent): void {
  if ((json.content ?? []).every(isEmptyParagraph)) return
  const fragment = ydoc.getXmlFragment(FRAGMENT)
  let empty = 0
  while (empty < fragment.length && isEmptyY(fragment.get(empty))) empty++
  const node = schema.nodeFromJSON(keepBlockIds(null, json))
  node.check()
  ydoc.transact(() => {
    fragment.delete(0, empty)
    writeChildren(ydoc, fragment, node.children, 0, 0)
  })
}

function isEmptyParagraph(node: JSONContent | undefined): boolean {
  return node?.type === 'paragraph' && !node.content?.some(({ text, type }) => text || type !== 'text')
}

function isEmptyY(child: Y.XmlElement | Y.XmlText | Y.XmlHook): boolean {
  if (!(child instanceof Y.XmlElement) || child.nodeName !== 'paragraph') return false
  return child.toArray().every((text) => text instanceof Y.XmlText && text.length === 0)
}

export function readTitle(ydoc: Y.Doc): string {
  return ydoc.getText(TITLE).toString().replaceAll(/\s+/g, ' ').trim()
}

export function writeTitle(ydoc: Y.Doc, title: string): void {
  replaceText(ydoc.getText(TITLE), title)
}

/** Makes a shared text another one by replacing only what differs between its beginning and its end. */
function replaceText(text: Y.Text, next: string): void {
  const { at, removed, inserted } = differenceOf(text.toString(), next)
  if (removed === 0 && inserted === '') return
  text.doc?.transact(() => {
    text.delete(at, removed)
    text.insert(at, inserted)
  })
}
