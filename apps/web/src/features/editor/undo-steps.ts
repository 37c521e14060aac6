import { defaultDeleteFilter, defaultProtectedNodes, ySyncPluginKey } from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import { KEPT_LETTERS } from './kept-letters/keep-letters.ts'

/**
 * What one can undo: one's own changes, those that follow each other closely in one step. The binding would end the step
 * with each letter of somebody else, after which one would have to undo one's sentence letter by letter.
 */
export function createUndoManager(fragment: Y.XmlFragment): Y.UndoManager {
  return new UndoSteps(fragment, {
    // One's own letters that were brought along with a line are one's own still.
    trackedOrigins: new Set<unknown>([ySyncPluginKey, KEPT_LETTERS]),
    deleteFilter: (item) => defaultDeleteFilter(item, defaultProtectedNodes),
    captureTransaction: ({ meta }) => meta.get('addToHistory') !== false,
  })
}

class UndoSteps extends Y.UndoManager {
  constructor(...options: ConstructorParameters<typeof Y.UndoManager>) {
    super(...options)
    // With a step the binding keeps what was selected before it, but takes it up only with the change after the one that was
    // undone: it would put the caret there as somebody else writes, and looks for a place that the text may not have.
    this.on('stack-item-popped', ({ stackItem }) => stackItem.meta.clear())
  }

  /** Called by the binding as well, which takes what is drawn after a change of others for one's own. */
  override stopCapturing() {
    if (this.undoing) super.stopCapturing()
  }
}
