import { defaultDeleteFilter, defaultProtectedNodes, ySyncPluginKey } from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import { KEPT_LETTERS } from '../kept-letters/keep-letters.ts'

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

  override undo() {
    matchPieces(this.doc, this.undoStack.at(-1))
    return super.undo()
  }

  override redo() {
    matchPieces(this.doc, this.redoStack.at(-1))
    return super.redo()
  }

  /** Called by the binding as well, which takes what is drawn after a change of others for one's own. */
  override stopCapturing() {
    if (this.undoing) super.stopCapturing()
  }
}

/**
 * What was deleted and came back by Undo is other letters in Yjs, which the old ones point to, a piece of text to a piece.
 * Where somebody wrote into the new piece since, it is two, and Yjs would find the first of them alone: of a word that is
 * taken back its end would stay. So the old ones are parted where the new ones are.
 */
function matchPieces(ydoc: Y.Doc, step: Y.UndoManager['undoStack'][number] | undefined) {
  if (!step) return
  ydoc.transact((transaction) => {
    Y.iterateDeletedStructs(transaction, step.insertions, (piece) => {
      if (piece instanceof Y.Item) partLike(transaction, piece)
    })
  })
}

/** The rest is told next: it follows the piece. */
function partLike(transaction: Y.Transaction, piece: Y.Item) {
  if (!piece.redone) return
  const fresh = Y.getItemCleanStart(transaction, piece.redone)
  // What can no longer come back is not kept.
  if (!(fresh instanceof Y.Item)) return
  partLike(transaction, fresh)
  if (fresh.length < piece.length)
    Y.getItemCleanStart(transaction, Y.createID(piece.id.client, piece.id.clock + fresh.length))
}
