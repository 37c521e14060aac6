/**
 * Images on their way to the server, shown in the text where they will stand. The Y.Doc keeps their places: y-tiptap
 * replaces the whole text with every change of others, so no position in the editor outlives it.
 */
import type { Node } from '@tiptap/pm/model'
import { Plugin, PluginKey, type Transaction } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import type * as Y from 'yjs'
import { type BlockPlace, blocksBefore } from '../binding/block-place.ts'

export interface WaitingImages {
  place: BlockPlace
  toDOM(): HTMLElement
}
interface State {
  waiting: WaitingImages[]
  decorations: DecorationSet
}
type Change = { add: WaitingImages } | { remove: WaitingImages } | 'redraw'

const key = new PluginKey<State>('waitingImages')

const changed = (transaction: Transaction, change: Change) => transaction.setMeta(key, change)
export const addWaiting = (transaction: Transaction, images: WaitingImages) =>
  changed(transaction, { add: images })
export const removeWaiting = (transaction: Transaction, images: WaitingImages) =>
  changed(transaction, { remove: images })

/** @param fragment the text in the Y.Doc. */
export function waitingImages(fragment: Y.XmlFragment): Plugin<State> {
  return new Plugin<State>({
    key,
    state: {
      init: () => ({ waiting: [], decorations: DecorationSet.empty }),
      apply(transaction, { waiting, decorations }) {
        const { mapping, doc } = transaction
        const change = transaction.getMeta(key) as Change | undefined // nothing else uses this key
        if (!change) return { waiting, decorations: decorations.map(mapping, doc) }
        const left =
          change === 'redraw'
            ? waiting
            : 'add' in change
              ? [...waiting, change.add]
              : waiting.filter((images) => images !== change.remove)
        return { waiting: left, decorations: draw(doc, fragment, left) }
      },
    },
    // Only now does the Y.Doc have what was written here.
    view: () => ({
      update(view, before) {
        if (view.state.doc === before.doc || !key.getState(view.state)?.waiting.length) return
        view.dispatch(changed(view.state.tr, 'redraw'))
      },
    }),
    props: { decorations: (state) => key.getState(state)?.decorations },
  })
}

/** What is pressed in the widget is for the widget, and not for the text. */
const WIDGET = { ignoreSelection: true, stopEvent: () => true }

function draw(doc: Node, fragment: Y.XmlFragment, waiting: WaitingImages[]): DecorationSet {
  const widgets = waiting.map(({ place, toDOM }) =>
    Decoration.widget(positionOf(doc, fragment, place), toDOM, WIDGET),
  )
  return DecorationSet.create(doc, widgets)
}

/** Where an image goes: under its block, or above it where that is an empty line. */
export function positionOf(doc: Node, fragment: Y.XmlFragment, place: BlockPlace): number {
  const blocks = doc.children.slice(0, blocksBefore(fragment, place))
  const last = blocks.at(-1)
  if (last?.type.name === 'paragraph' && last.content.size === 0) blocks.pop()
  return blocks.reduce((position, { nodeSize }) => position + nodeSize, 0)
}
