/** The lines of a document as they were before a change from outside, and as they are after it. */
import { isTextBlock } from '@quillwire/editor'
import * as Y from 'yjs'
import { BREAK } from './text-that-moved.ts'

/** A paragraph, a heading, a block of code. */
export interface TextBlock {
  id: string | null
  element: Y.XmlElement
  /** Whether the change made it, or deleted it. */
  made: boolean
  gone: boolean
}

export interface Letter {
  /** A unit of UTF-16, or what stands for something that is not text, such as a line break. */
  unit: string
  id: Y.ID
  line: Y.XmlElement
  /** The text that it stands in; null for what is not text. */
  text: Y.XmlText | null
  /** Whether the change wrote it, or deleted it. */
  made: boolean
  gone: boolean
}

/** All text blocks that were there before the change or are there now, in their order. */
export function textBlocks(parent: Y.XmlFragment, transaction: Y.Transaction): TextBlock[] {
  return itemsOf(parent).flatMap((item) => {
    const element = elementIn(item)
    if (!element || (item.deleted && !isGone(item, transaction))) return []
    if (!isTextBlock(element.nodeName)) return textBlocks(element, transaction)
    return { id: lineId(element), element, ...fate(item, transaction) }
  })
}

/** All letters of the line, including those that were there before the change. */
export function lettersIn(element: Y.XmlElement, transaction: Y.Transaction): Letter[] {
  const counts = (item: Y.Item) => !item.deleted || isGone(item, transaction)
  return itemsOf(element)
    .filter(counts)
    .flatMap((item): Letter[] => {
      const text = item.content instanceof Y.ContentType ? item.content.type : null
      if (!(text instanceof Y.XmlText))
        return [{ unit: BREAK, id: item.id, line: element, text: null, ...fate(item, transaction) }]
      return itemsOf(text)
        .filter(counts)
        .flatMap((run) =>
          unitsOf(run).map((unit, index) => ({
            unit,
            id: Y.createID(run.id.client, run.id.clock + index),
            line: element,
            text,
            ...fate(run, transaction),
          })),
        )
    })
}

const unitsOf = ({ content }: Y.Item) => (content instanceof Y.ContentString ? content.str.split('') : [])

const isGone = (item: Y.Item, { deleteSet }: Y.Transaction) => item.deleted && Y.isDeleted(deleteSet, item.id)

const isMade = ({ id }: Y.Item, { beforeState }: Y.Transaction) =>
  id.clock >= (beforeState.get(id.client) ?? 0)

const fate = (item: Y.Item, transaction: Y.Transaction) => ({
  made: isMade(item, transaction),
  gone: isGone(item, transaction),
})

/** The lines that a change of this page made, and those that it deleted. */
export function changedLines(transaction: Y.Transaction): { made: Y.XmlElement[]; gone: Y.XmlElement[] } {
  const { doc, beforeState, deleteSet } = transaction
  const structs = doc.store.clients.get(doc.clientID) ?? []
  const from = beforeState.get(doc.clientID) ?? 0
  const made = from < Y.getState(doc.store, doc.clientID) ? structs.slice(Y.findIndexSS(structs, from)) : []
  const gone: (Y.Item | Y.GC)[] = []
  Y.iterateDeletedStructs(transaction, deleteSet, (struct) => void gone.push(struct))
  const linesIn = (all: typeof structs) =>
    all.flatMap((struct) => {
      const element = struct instanceof Y.Item ? elementIn(struct) : null
      return element && isTextBlock(element.nodeName) ? [element] : []
    })
  return { made: linesIn(made), gone: linesIn(gone) }
}

function elementIn({ content }: Y.Item): Y.XmlElement | null {
  return content instanceof Y.ContentType && content.type instanceof Y.XmlElement ? content.type : null
}

/** Works for a deleted element too, whose attributes Yjs does not give. */
export function lineId(element: Y.XmlElement): string | null {
  const id: unknown = element._map.get('id')?.content.getContent().at(-1)
  return typeof id === 'string' && id !== '' ? id : null
}

/** All items that were ever in it, in order. */
function itemsOf(parent: Y.XmlFragment | Y.XmlText): Y.Item[] {
  const items: Y.Item[] = []
  for (let item = parent._start; item; item = item.right) items.push(item)
  return items
}
