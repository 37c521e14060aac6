import { documentExtensions, jsonToMarkdown, markdownToJson } from '@quillwire/editor'
import { Editor } from '@tiptap/core'
import { TextSelection } from '@tiptap/pm/state'
import { expect, test } from 'vitest'
import { PlainLines } from './plain-lines.ts'

/** An editor with the text from the first of these words to the last one selected. */
function editorOf(markdown: string, from: string, to: string): Editor {
  const editor = new Editor({
    element: null,
    extensions: [...documentExtensions(), PlainLines],
    content: markdownToJson(markdown),
  })
  const { doc, tr } = editor.state
  const placeOf = (words: string) => {
    let place = 0
    doc.descendants((node, at) => {
      if (node.text === words) place = at
    })
    return place
  }
  editor.view.dispatch(tr.setSelection(TextSelection.create(doc, placeOf(from), placeOf(to) + to.length)))
  return editor
}

/** Makes headings as the bar over the selection does, out of the list first. */
function asHeadings(markdown: string, from: string, to = from): string {
  const editor = editorOf(markdown, from, to)
  editor.chain().toggleBulletList().toggleHeading({ level: 1 }).run()
  editor.state.doc.check()
  return jsonToMarkdown(editor.getJSON()).trim()
}

test('items in items become headings together with the line behind their list', () => {
  const list = '- one\n- two\n  - three\n    - four\n- five\n\nsix'
  expect(asHeadings(list, 'one', 'six')).toBe('# one\n\n# two\n\n# three\n\n# four\n\n# five\n\n# six')
  expect(asHeadings(list, 'four', 'six')).toBe('- one\n- two\n  - three\n\n# four\n\n# five\n\n# six')
})

test('a line of a quote in a list becomes a heading', () => {
  expect(asHeadings('- one\n  > two\n  >\n  > three\n- four', 'two')).toContain('# two\n')
})

test('the items in an item that becomes a line stay a list', () => {
  const editor = editorOf('- one\n- two\n  - three', 'two', 'two')
  editor.commands.clearNodes()
  expect(jsonToMarkdown(editor.getJSON()).trim()).toBe('- one\n\ntwo\n\n- three')
})

test('code becomes lines that end where its lines end, and is the block that it was', () => {
  const editor = editorOf('```\none\ntwo\n```', 'one\ntwo', 'one\ntwo')
  const before = editor.state.doc.firstChild?.attrs.id
  editor.commands.clearNodes()
  expect(String(editor.state.doc)).toBe('doc(paragraph("one", hardBreak, "two"))')
  expect(editor.state.doc.firstChild?.attrs.id).toBe(before)
})
