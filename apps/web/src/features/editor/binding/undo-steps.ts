import { defaultDeleteFilter, defaultProtectedNodes, ySyncPluginKey } from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import { movedIn } from '../kept-letters/moved-letters.ts'

/**
 * What one can undo: one's own changes, with those that follow each other closely in one step. The binding would end
 * the step with each letter of somebody else, and one would have to undo a sentence letter by letter.
 */
export function createUndoManager(fragment: Y.XmlFragment): Y.UndoManager {
  const steps: UndoSteps = new UndoSteps(fragment, {
    trackedOrigins: new Set<unknown>([ySyncPluginKey]),
    deleteFilter: (item) => defaultDeleteFilter(item, defaultProtectedNodes),
    captureTransaction(transaction) {
      // Yjs asks this first, and of every transaction.
      steps.followMoved(transaction)
      return transaction.meta.get('addToHistory') !== false
    },
  })
  return steps
}

type Step = Y.UndoManager['undoStack'][number]

class UndoSteps extends Y.UndoManager {
  constructor(...options: ConstructorParameters<typeof Y.UndoManager>) {
    super(...options)
    // With each step the binding keeps what was selected before it, but restores that only with the change after the
    // undo: it would put the caret there as somebody else writes, at a place that the text may not have.
    this.on('stack-item-popped', ({ stackItem }) => stackItem.meta.clear())
  }

  override undo() {
    this.doc.transact((transaction) => matchPieces(transaction, this.undoStack.at(-1)))
    return super.undo()
  }

  override redo() {
    this.doc.transact((transaction) => matchPieces(transaction, this.redoStack.at(-1)))
    return super.redo()
  }

  /** One's own letters stay in the step that they were written in when they are brought along with a line. */
  followMoved(change: Y.Transaction) {
    const moved = movedIn(change)
    if (moved.length === 0) return
    this.doc.transact((transaction) => {
      for (const step of [...this.undoStack, ...this.redoStack]) {
        const written = piecesOf(transaction, step)
        const now = Y.createDeleteSet()
        for (const { from, to, length } of moved)
          for (const { id, length: whole } of written) {
            const start = Math.max(id.clock, from.clock)
            const end = Math.min(id.clock + whole, from.clock + length)
            if (id.client !== from.client || start >= end) continue
            const ranges = now.clients.get(to.client) ?? []
            ranges.push({ clock: to.clock + start - from.clock, len: end - start })
            now.clients.set(to.client, ranges)
          }
        step.insertions = Y.mergeDeleteSets([step.insertions, now])
      }
    })
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
function matchPieces(transaction: Y.Transaction, step: Step | undefined) {
  if (!step) return
  Y.iterateDeletedStructs(transaction, step.insertions, (piece) => {
    if (piece instanceof Y.Item) partLike(transaction, piece)
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

/** What was written in the step, with all that it has come back as by Undo. */
function piecesOf(transaction: Y.Transaction, step: Step): { id: Y.ID; length: number }[] {
  matchPieces(transaction, step)
  const pieces: { id: Y.ID; length: number }[] = []
  Y.iterateDeletedStructs(transaction, step.insertions, (piece) => {
    let { id } = piece
    let last: Y.Item | Y.GC = piece
    pieces.push({ id, length: piece.length })
    while (last instanceof Y.Item && last.redone) {
      id = last.redone
      last = Y.getItem(transaction.doc.store, id)
      pieces.push({ id, length: piece.length })
    }
  })
  return pieces
}
