import { documentExtensions, markdownToJson } from '@quillwire/editor'
import { getSchema } from '@tiptap/core'
import { AllSelection, EditorState, TextSelection } from '@tiptap/pm/state'
import { expect, test } from 'vitest'
import { breakOverBlocks } from './break-over-blocks.ts'

const schema = getSchema(documentExtensions())

/** The document after Enter, with what stands between two `|` selected; null where the command does not apply. */
function afterEnter(markdown: string): string | null {
  let state = EditorState.create({ doc: schema.nodeFromJSON(markdownToJson(markdown)) })
  const ends: number[] = []
  state.doc.descendants((node, at) => {
    for (const { index } of (node.text ?? '').matchAll(/\|/g)) ends.push(at + index)
  })
  const [from = 0, to = 0] = ends
  const cleared = state.tr.delete(to, to + 1).delete(from, from + 1)
  state = state.apply(cleared.setSelection(TextSelection.create(cleared.doc, from, to - 1)))
  const isTaken = breakOverBlocks(state, (transaction) => {
    state = state.apply(transaction)
  })
  state.doc.check()
  return isTaken ? String(state.doc) : null
}

test.each([
  ['of the same kind', 'The |first\n\nThe| second', 'doc(paragraph("The "), paragraph(" second"))'],
  ['into a quote', '|The first\n\n> |', 'doc(blockquote(paragraph, paragraph))'],
  [
    'from an item into the code below it',
    '- |The first\n\n  ```\n  a|b\n  ```',
    'doc(bulletList(listItem(paragraph, paragraph("b"))))',
  ],
])('a selection over blocks %s gives way to a new line', (_name, markdown, after) => {
  expect(afterEnter(markdown)).toBe(after)
})

test('within one block Enter is left to others', () => {
  expect(afterEnter('The |first| line')).toBeNull()
})

test.each(['# All of it\n\n- of any kind', '---', '| a |\n| --- |\n| b |'])(
  'all that is selected gives way to a new line: %j',
  (markdown) => {
    let state = EditorState.create({ doc: schema.nodeFromJSON(markdownToJson(markdown)) })
    state = state.apply(state.tr.setSelection(new AllSelection(state.doc)))
    breakOverBlocks(state, (transaction) => {
      state = state.apply(transaction)
    })
    expect(String(state.doc)).toBe('doc(paragraph, paragraph)')
    expect(state.selection.from).toBe(3)
  },
)
