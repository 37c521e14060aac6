import { documentExtensions } from '@quillwire/editor'
import { Editor } from '@tiptap/core'
import { expect, test, vi } from 'vitest'
import { UnreadSelection } from './unread-selection.ts'

test('an editor that is gone ignores what the binding still dispatches to it', () => {
  const editor = new Editor({
    element: null,
    extensions: [...documentExtensions(), UnreadSelection],
    content: { type: 'doc', content: [{ type: 'paragraph' }] },
  })
  const next = vi.fn()
  const dispatch = editor.extensionManager.dispatchTransaction(next)
  editor.destroy()
  expect(() => dispatch(editor.state.tr)).not.toThrow()
  expect(next).not.toHaveBeenCalled()
})
