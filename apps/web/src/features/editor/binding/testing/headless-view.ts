import type { EditorState, Plugin, Transaction } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'

/** An editor as far as the binding needs one where nothing is drawn: a state, and a plugin that is told of each change of it. */
export function headlessView(state: EditorState, sync: Plugin) {
  const view = {
    state,
    dispatch(transaction: Transaction) {
      this.state = this.state.applyTransaction(transaction).state
      told?.update?.(this as unknown as EditorView, this.state)
    },
    hasFocus: () => false,
  }
  // The cast, here and above: of a view the binding asks for no more than this.
  const told = sync.spec.view?.(view as unknown as EditorView)
  return view
}
