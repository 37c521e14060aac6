import type { JSONContent } from '@tiptap/core'
import { BLOCK_TYPES } from './document-extensions.ts'

/** A block with a text of its own, as changes are reported. */
export interface Block {
  id: string
  type: string
  text: string
  /** Whether it is ticked; only for tasks. */
  checked?: boolean
}

const types = new Set<string>(BLOCK_TYPES)

/**
 * The blocks of a document in order. A task has the text of the first paragraph in it, which has no entry of its own.
 */
export function blocksOf(json: JSONContent): Block[] {
  const found: Block[] = []
  collect(json, found)
  return found
}

function collect(node: JSONContent, found: Block[]) {
  if (node.type === 'taskItem') {
    const [first, ...rest] = node.content ?? []
    found.push({
      id: String(node.attrs?.id ?? ''),
      type: 'taskItem',
      text: first ? textOf(first) : '',
      checked: node.attrs?.checked === true,
    })
    for (const child of rest) collect(child, found)
    return
  }
  if (node.type && types.has(node.type)) {
    found.push({ id: String(node.attrs?.id ?? ''), type: node.type, text: textOf(node) })
    return
  }
  for (const child of node.content ?? []) collect(child, found)
}

function textOf(node: JSONContent): string {
  if (node.type === 'text') return node.text ?? ''
  if (node.type === 'hardBreak') return '\n'
  if (node.type === 'image') return String(node.attrs?.alt ?? '')
  return (node.content ?? []).map(textOf).join('')
}

/** The text of a document, one line for each block, as used by search and counters. */
export function jsonToText(json: JSONContent): string {
  return blocksOf(json)
    .map(({ text }) => text)
    .join('\n')
    .trim()
}
