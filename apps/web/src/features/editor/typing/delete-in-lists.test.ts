import { documentExtensions, markdownToJson } from '@quillwire/editor'
import { Editor } from '@tiptap/core'
import { NodeSelection, TextSelection } from '@tiptap/pm/state'
import { expect, test } from 'vitest'
import { backspaceBehindList, deleteInLists } from './delete-in-lists.ts'

/** An editor with the caret at `|`, or with what stands between two of them selected. */
function editorOf(markdown: string): Editor {
  const editor = new Editor({
    element: null,
    extensions: documentExtensions(),
    content: markdownToJson(markdown),
  })
  const ends: number[] = []
  editor.state.doc.descendants((node, at) => {
    for (const { index } of (node.text ?? '').matchAll(/\|/g)) ends.push(at + index - ends.length)
  })
  for (const end of ends) editor.view.dispatch(editor.state.tr.delete(end, end + 1))
  const { doc } = editor.state
  const selection = TextSelection.create(doc, ends[0] ?? 0, ends.at(-1))
  editor.view.dispatch(editor.state.tr.setSelection(selection))
  return editor
}

/** The document after Delete. */
function afterDelete(markdown: string): string {
  const editor = editorOf(markdown)
  deleteInLists(editor.state, editor.view.dispatch)
  editor.state.doc.check()
  return String(editor.state.doc)
}

test('what is selected from the end of one item to the end of the next is deleted', () => {
  expect(afterDelete('- one|\n- two|\n- three')).toBe(
    'doc(bulletList(listItem(paragraph("one")), listItem(paragraph("three"))))',
  )
})

test.each([
  ['code', '```\nlines\n```'],
  ['a heading', '# lines'],
])('Delete at the end of a nested item brings the words of %s behind the list to it', (_kind, block) => {
  expect(afterDelete(`- one\n  - two|\n\n${block}`)).toContain('paragraph("twolines")')
})

/** The document after Backspace, with the caret shown, or what is selected then. */
function afterBackspace(markdown: string): string {
  const editor = editorOf(markdown)
  backspaceBehindList(editor.state, editor.view.dispatch)
  editor.state.doc.check()
  const { selection } = editor.state
  if (selection instanceof NodeSelection) return `${editor.state.doc}, ${selection.node.type.name} selected`
  editor.view.dispatch(editor.state.tr.insertText('|'))
  return String(editor.state.doc)
}

test.each([
  ['- one\n- two\n\n|more', 'doc(bulletList(listItem(paragraph("one")), listItem(paragraph("two|more"))))'],
  [
    '- one\n  - [ ] two\n\n# |more',
    'doc(bulletList(listItem(paragraph("one"), taskList(taskItem(paragraph("two|more"))))))',
  ],
  [
    '- one\n  - two\n\n  three\n\n|more',
    'doc(bulletList(listItem(paragraph("one"), bulletList(listItem(paragraph("two"))), paragraph("three|more"))))',
  ],
])('Backspace brings a line behind a list to the line in which that ends: %j', (before, after) => {
  expect(afterBackspace(before)).toBe(after)
})

test.each([
  ['an image', '![Cake](/cake.png)', 'image'],
  ['a divider', '---', 'horizontalRule'],
  ['a table', '| one |\n  | --- |', 'table'],
])('Backspace behind a list that ends in %s selects that, as without a list', (_name, block, type) => {
  const list = `doc(bulletList(listItem(paragraph("one"), ${type}`
  const after = afterBackspace(`- one\n\n  ${block}\n\n|more`)
  expect(after).toContain(list)
  expect(after).toMatch(new RegExp(`paragraph\\("more"\\)\\), ${type} selected$`))
})
