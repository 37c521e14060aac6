import { documentExtensions } from '@quillwire/editor'
import { getSchema } from '@tiptap/core'
import { type Command, EditorState, TextSelection } from '@tiptap/pm/state'
import { expect, test } from 'vitest'
import { indent, outdent } from './code-indentation.ts'

const schema = getSchema(documentExtensions())

/** The code after the command, with `|` at the ends of what is selected; null where the command does not apply. */
function after(command: Command, code: string, type = 'codeBlock'): string | null {
  const [from, to] = [code.indexOf('|'), code.lastIndexOf('|')]
  const text = code.replaceAll('|', '')
  const doc = schema.node('doc', null, [schema.node(type, null, schema.text(text))])
  const selection = TextSelection.create(doc, from + 1, (from === to ? from : to - 1) + 1)
  let state = EditorState.create({ doc, selection })
  const isTaken = command(state, (transaction) => {
    state = state.apply(transaction)
  })
  if (!isTaken) return null
  const { textContent } = state.doc
  const { from: start, to: end } = state.selection
  const marked = `${textContent.slice(0, start - 1)}|${textContent.slice(start - 1)}`
  return start === end ? marked : `${marked.slice(0, end)}|${marked.slice(end)}`
}

test('Tab puts two spaces at the caret, and moves all selected lines further in', () => {
  expect(after(indent, 'a|b')).toBe('a  |b')
  expect(after(indent, 'a\nb|b\n\nc|\nd')).toBe('a\n  b|b\n\n  c|\nd')
})

test('Shift+Tab moves the lines back out, for as long as they are indented', () => {
  expect(after(outdent, '    a|')).toBe('  a|')
  expect(after(outdent, ' a|\nb')).toBe('a|\nb')
  expect(after(outdent, '\ta|\n  b\n c|')).toBe('a|\nb\nc|')
  expect(after(outdent, 'a|')).toBe('a|')
})

test('outside of code Tab is left to others', () => {
  expect(after(indent, 'a|b', 'paragraph')).toBeNull()
  expect(after(outdent, '  a|b', 'paragraph')).toBeNull()
})
