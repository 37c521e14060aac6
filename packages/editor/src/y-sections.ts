/**
 * A section is the content under a heading of the body, up to the next heading of the same rank or a higher one. It is
 * found by the text of its heading, which is a name that people see and can type.
 */
import type { JSONContent } from '@tiptap/core'
import * as Y from 'yjs'
import { fitToSchema } from './fit-to-schema.ts'
import { keepBlockIds } from './keep-block-ids.ts'
import { readAttributes } from './read-attributes.ts'
import { readFragment } from './read-fragment.ts'
import { schema } from './schema.ts'
import { writeChildren } from './write-children.ts'
import { appendJson, endOf, FRAGMENT, isEmptyParagraph } from './y-document.ts'

/** The level of the heading that is made for a missing section. */
const NEW_LEVEL = 2
const LOWEST_LEVEL = 3

/**
 * Makes the section under the heading of this name hold the content and nothing else, by the smallest edit. If there is
 * no such heading, it is added with the content at the end. Headings within the content are lowered below that of the
 * section: otherwise they would end it, and the next write would replace only its beginning.
 */
export function writeSection(ydoc: Y.Doc, name: string, json: JSONContent): void {
  const fragment = ydoc.getXmlFragment(FRAGMENT)
  const section = findSection(fragment, name)
  if (!section) {
    const attrs = { level: NEW_LEVEL }
    const heading = { type: 'heading', attrs, content: [{ type: 'text', text: name.trim() }] }
    appendJson(ydoc, { type: 'doc', content: [heading, ...lowered(json, NEW_LEVEL)] })
    return
  }
  const { level, from, to, isBeforeEmpty } = section
  const before = { type: 'doc', content: fragment.slice(from, to).flatMap(readChild) }
  const content = lowered(json, level)
  // They are there already. With those of each call there would be more and more.
  if (isBeforeEmpty) while (isEmptyParagraph(content.at(-1))) content.pop()
  const node = schema.nodeFromJSON(keepBlockIds(before, fitToSchema(content)))
  node.check()
  const children = isBeforeEmpty && content.length === 0 ? [] : node.children
  ydoc.transact(() => writeChildren(ydoc, fragment, children, from, to))
}

interface Section {
  level: number
  /** The first child under the heading. */
  from: number
  /** The child after the last one. Empty paragraphs at the end of the body are not part of it. */
  to: number
  /** Whether such paragraphs follow it. */
  isBeforeEmpty: boolean
}

function findSection(fragment: Y.XmlFragment, name: string): Section | null {
  const children = fragment.toArray()
  const wanted = plainName(name)
  const at = children.findIndex((child) => isHeading(child) && plainName(textOf(child)) === wanted)
  const heading = children[at]
  if (!heading || !isHeading(heading)) return null
  const level = levelOf(heading)
  const next = children.findIndex((child, index) => index > at && isHeading(child) && levelOf(child) <= level)
  const to = next < 0 ? endOf(fragment) : next
  return { level, from: at + 1, to, isBeforeEmpty: next < 0 && to < fragment.length }
}

/** People do not see how many blanks there are, and do not mind capitals. */
function plainName(name: string): string {
  return name.replaceAll(/\s+/g, ' ').trim().toLowerCase()
}

function isHeading(child: Y.XmlElement | Y.XmlText | Y.XmlHook): child is Y.XmlElement {
  return child instanceof Y.XmlElement && child.nodeName === 'heading'
}

function levelOf(heading: Y.XmlElement): number {
  const level: unknown = heading.getAttribute('level') // y-tiptap keeps numbers as numbers
  return typeof level === 'number' ? level : 1
}

function textOf(element: Y.XmlElement): string {
  return readFragment(element)
    .map(({ text }) => text ?? ' ')
    .join('')
}

function readChild(child: Y.XmlElement | Y.XmlText | Y.XmlHook): JSONContent[] {
  if (!(child instanceof Y.XmlElement)) return []
  return [
    { type: child.nodeName, attrs: readAttributes(child.getAttributes()), content: readFragment(child) },
  ]
}

function lowered({ content = [] }: JSONContent, level: number): JSONContent[] {
  return content.map((block) => {
    if (block.type !== 'heading') return block
    // Below the lowest heading level there is only emphasis.
    if (level >= LOWEST_LEVEL) return { ...block, type: 'paragraph', attrs: {}, content: bold(block.content) }
    return { ...block, attrs: { ...block.attrs, level: Math.max(Number(block.attrs?.level), level + 1) } }
  })
}

function bold(content: JSONContent[] = []): JSONContent[] {
  return content.map((node) => {
    const marks = (node.marks ?? []).filter(({ type }) => type !== 'bold')
    const isText = node.type === 'text' && !marks.some(({ type }) => type === 'code')
    return isText ? { ...node, marks: [{ type: 'bold' }, ...marks] } : node
  })
}
