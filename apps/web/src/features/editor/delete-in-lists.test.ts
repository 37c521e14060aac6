import { documentExtensions, markdownToJson } from '@quillwire/editor'
import { Editor } from '@tiptap/core'
import { TextSelection } from '@tiptap/pm/state'
import { expect, test } from 'vitest'
import { deleteInLists } from './delete-in-lists.ts'

/** What is there after Delete with the caret at `|`, or with what stands between two of them selected. */
function afterDelete(markdown: string): string {
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
])('at the end of an item within an item the words of %s behind the list come to it', (_kind, block) => {
  expect(afterDelete(`- one\n  - two|\n\n${block}`)).toContain('paragraph("twolines")')
})
