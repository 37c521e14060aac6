import type { EditorState, Plugin, Transaction } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'

/** As much of an editor as the binding needs without a screen: a state, and a plugin that is told of its changes. */
export function headlessView(state: EditorState, sync: Plugin) {
  const view = {
    state,
    dispatch(transaction: Transaction) {
      this.state = this.state.applyTransaction(transaction).state
      told?.update?.(this as unknown as EditorView, this.state)
    },
    hasFocus: () => false,
  }
  // The cast, here and above: the binding asks for no more of a view than this.
  const told = sync.spec.view?.(view as unknown as EditorView)
  return view
}
