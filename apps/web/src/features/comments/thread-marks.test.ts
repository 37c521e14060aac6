import { documentExtensions, FRAGMENT, markdownToJson, writeJson } from '@quillwire/editor'
import { getSchema } from '@tiptap/core'
import { EditorState } from '@tiptap/pm/state'
import type { DecorationSet } from '@tiptap/pm/view'
import { initProseMirrorDoc, ySyncPlugin } from '@tiptap/y-tiptap'
import { beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { anchorOf } from './anchor.ts'
import { markThreads, threadMarks } from './thread-marks.ts'

const schema = getSchema(documentExtensions())
let state: EditorState

/** Without a view nothing that is written here goes into the Y.Doc, as it has not yet while a transaction is applied. */
beforeEach(() => {
  const ydoc = new Y.Doc()
  writeJson(ydoc, markdownToJson('The launch is on 3 March.'))
  const fragment = ydoc.getXmlFragment(FRAGMENT)
  const { doc, mapping } = initProseMirrorDoc(fragment, schema)
  state = EditorState.create({ doc, plugins: [ySyncPlugin(fragment, { mapping }), threadMarks(() => {})] })
  const anchor = anchorOf(state, 1, 11)
  if (!anchor) throw new Error('The text is not bound.')
  state = state.apply(markThreads(state.tr, [{ id: 'thread', anchor }], null))
})

/** The words that are drawn over. */
function marked(): string[] {
  return state.plugins.flatMap((plugin) => {
    const drawn = plugin.props.decorations?.call(plugin, state) as DecorationSet | undefined
    return drawn?.find().map(({ from, to }) => state.doc.textBetween(from, to)) ?? []
  })
}

test('a mark stays on its words while one writes before, in and after them', () => {
  expect(marked()).toEqual(['The launch'])
  state = state.apply(state.tr.insertText('So: ', 1))
  expect(marked()).toEqual(['The launch'])
  state = state.apply(state.tr.split(5))
  expect(marked()).toEqual(['The launch'])
  state = state.apply(state.tr.insertText('big ', 11))
  expect(marked()).toEqual(['The big launch'])
  state = state.apply(state.tr.insertText(' party', 21))
  expect(state.doc.textContent).toBe('So: The big launch party is on 3 March.')
  expect(marked()).toEqual(['The big launch'])
})
