/**
 * A document in its Y.Doc: the body in the XML fragment `default` (Tiptap's own name), the title in the text `title`.
 * Code outside the editor writes with the smallest edit, so that what others are typing at that moment stays, and so do
 * their cursors.
 */
import type { JSONContent } from '@tiptap/core'
import * as Y from 'yjs'
import { fitToSchema } from './fit-to-schema.ts'
import { keepBlockIds } from './keep-block-ids.ts'
import { oneLine } from './one-line.ts'
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

/**
 * Replaces the body by the smallest edit. Blocks that stay are still the same blocks in the Y.Doc. So are empty
 * paragraphs at the end, where carets wait and which Markdown does not express.
 */
export function writeJson(ydoc: Y.Doc, json: JSONContent): void {
  const fragment = ydoc.getXmlFragment(FRAGMENT)
  const written = endOf(fragment)
  const waiting = fragment.length - written
  if (written === 0 || waiting === 0 || !hasContent(json)) {
    replaceChildren(ydoc, json, fragment.length)
    return
  }
  const content = [...(json.content ?? [])]
  while (isEmptyParagraph(content.at(-1))) content.pop()
  replaceChildren(ydoc, { ...json, content }, written)
}

/** Replaces the children before `to` with the content. */
function replaceChildren(ydoc: Y.Doc, json: JSONContent, to: number): void {
  const fragment = ydoc.getXmlFragment(FRAGMENT)
  const old = readFragment(fragment)
  // The children from `to` on are empty paragraphs, and each of them is one entry of `old`.
  const before = { type: 'doc', content: old.slice(0, old.length - (fragment.length - to)) }
  const node = schema.nodeFromJSON(keepBlockIds(before, json))
  node.check()
  ydoc.transact(() => writeChildren(ydoc, fragment, node.children, 0, to))
}

/**
 * Adds the content at the end of the body, and touches nothing else. Empty paragraphs at the end stay behind it: carets
 * wait there, and letters may be on their way.
 */
export function appendJson(ydoc: Y.Doc, json: JSONContent): void {
  if (!hasContent(json)) return
  const fragment = ydoc.getXmlFragment(FRAGMENT)
  const kept = endOf(fragment)
  const node = schema.nodeFromJSON(keepBlockIds(null, json))
  node.check()
  ydoc.transact(() => writeChildren(ydoc, fragment, node.children, kept, kept))
}

/**
 * Adds the content at the beginning of the body. Empty paragraphs there give way to it, except in an empty body, where
 * they stay behind it as at the end.
 */
export function prependJson(ydoc: Y.Doc, json: JSONContent): void {
  if (!hasContent(json)) return
  const fragment = ydoc.getXmlFragment(FRAGMENT)
  let empty = 0
  while (empty < fragment.length && isEmptyY(fragment.get(empty))) empty++
  const node = schema.nodeFromJSON(keepBlockIds(null, json))
  node.check()
  ydoc.transact(() => {
    if (empty < fragment.length) fragment.delete(0, empty)
    writeChildren(ydoc, fragment, node.children, 0, 0)
  })
}

function hasContent({ content = [] }: JSONContent): boolean {
  return !content.every(isEmptyParagraph)
}

/** Whether nobody has written anything yet, not even a title. */
export function isBlank(ydoc: Y.Doc): boolean {
  return ydoc.getText(TITLE).length === 0 && endOf(ydoc.getXmlFragment(FRAGMENT)) === 0
}

/** Where the body ends, not counting empty paragraphs. */
export function endOf(fragment: Y.XmlFragment): number {
  let end = fragment.length
  while (end > 0 && isEmptyY(fragment.get(end - 1))) end--
  return end
}

export function isEmptyParagraph(node: JSONContent | undefined): boolean {
  return node?.type === 'paragraph' && !node.content?.some(({ text, type }) => text || type !== 'text')
}

function isEmptyY(child: Y.XmlElement | Y.XmlText | Y.XmlHook): boolean {
  if (!(child instanceof Y.XmlElement) || child.nodeName !== 'paragraph') return false
  return child.toArray().every((text) => text instanceof Y.XmlText && text.length === 0)
}

export function readTitle(ydoc: Y.Doc): string {
  return oneLine(ydoc.getText(TITLE).toString())
}

export function writeTitle(ydoc: Y.Doc, title: string): void {
  replaceText(ydoc.getText(TITLE), title)
}

/** Changes a shared text into `next` by replacing only the part that differs. */
function replaceText(text: Y.Text, next: string): void {
  const { at, removed, inserted } = differenceOf(text.toString(), next)
  if (removed === 0 && inserted === '') return
  text.doc?.transact(() => {
    text.delete(at, removed)
    text.insert(at, inserted)
  })
}
