import { defaultDeleteFilter, defaultProtectedNodes, ySyncPluginKey } from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import { KEPT_LETTERS } from '../kept-letters/keep-letters.ts'

/**
 * What one can undo: one's own changes, with those that follow each other closely in one step. The binding would end
 * the step with each letter of somebody else, and one would have to undo a sentence letter by letter.
 */
export function createUndoManager(fragment: Y.XmlFragment): Y.UndoManager {
  return new UndoSteps(fragment, {
    // One's own letters stay one's own when they are brought along with a line.
    trackedOrigins: new Set<unknown>([ySyncPluginKey, KEPT_LETTERS]),
    deleteFilter: (item) => defaultDeleteFilter(item, defaultProtectedNodes),
    captureTransaction: ({ meta }) => meta.get('addToHistory') !== false,
  })
}

class UndoSteps extends Y.UndoManager {
  constructor(...options: ConstructorParameters<typeof Y.UndoManager>) {
    super(...options)
    // With each step the binding keeps what was selected before it, but restores that only with the change after the
    // undo: it would put the caret there as somebody else writes, at a place that the text may not have.
    this.on('stack-item-popped', ({ stackItem }) => stackItem.meta.clear())
  }

  override undo() {
    matchPieces(this.doc, this.undoStack.at(-1))
    return super.undo()
  }

  override redo() {
    matchPieces(this.doc, this.redoStack.at(-1))
    return super.redo()
  }

  /** The binding calls this as well, because it takes what is drawn after a change of others for one's own change. */
  override stopCapturing() {
    if (this.undoing) super.stopCapturing()
  }
}

/**
 * Text that was deleted and comes back by Undo is made of new pieces in Yjs, and each old piece points to its new one.
 * Where somebody has written into a new piece since, it is two, and Yjs would find only the first: when a word is
 * undone, its end would stay. So the old pieces are split where the new ones are.
 */
function matchPieces(ydoc: Y.Doc, step: Y.UndoManager['undoStack'][number] | undefined) {
  if (!step) return
  ydoc.transact((transaction) => {
    Y.iterateDeletedStructs(transaction, step.insertions, (piece) => {
      if (piece instanceof Y.Item) partLike(transaction, piece)
    })
  })
}

/** The iteration comes to the rest next, as it follows the piece. */
function partLike(transaction: Y.Transaction, piece: Y.Item) {
  if (!piece.redone) return
  const fresh = Y.getItemCleanStart(transaction, piece.redone)
  // Yjs does not keep what can no longer come back.
  if (!(fresh instanceof Y.Item)) return
  partLike(transaction, fresh)
  if (fresh.length < piece.length)
    Y.getItemCleanStart(transaction, Y.createID(piece.id.client, piece.id.clock + fresh.length))
}
