import { documentExtensions } from '@quillwire/editor'
import { Editor } from '@tiptap/core'
import { expect, test, vi } from 'vitest'
import { UnreadSelection } from './unread-selection.ts'

test('what the binding still tells an editor that is gone is not asked for its selection', () => {
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
