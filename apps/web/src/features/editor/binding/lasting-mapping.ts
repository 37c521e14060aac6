import { beginText, keepEmptyText } from '@quillwire/editor'
import type { initProseMirrorDoc } from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import { writeBesideObjects } from './embedded-objects.ts'
import { inYjs } from './stand-in.ts'

/** Which node of the editor stands for which type of the Y.Doc. */
export type Mapping = ReturnType<typeof initProseMirrorDoc>['mapping']

type Key = Parameters<Mapping['get']>[0]
type Value = Parameters<Mapping['set']>[1]

/**
 * Keeps the nodes for text that did not change. The binding forgets all of them with each letter that somebody else
 * writes, and makes every node anew: in a document of 10,000 blocks nothing could be recognised as unchanged.
 */
export class LastingMapping extends Map<Key, Value> {
  readonly #ydoc: Y.Doc | null

  constructor(ydoc: Y.Doc | null) {
    super()
    this.#ydoc = ydoc
  }

  override get(type: Key) {
    return super.get(inYjs(type))
  }

  override has(type: Key) {
    return super.has(inYjs(type))
  }

  override set(type: Key, node: Value) {
    // The binding sets a text as it is about to write it. A text with objects in it never equals what is shown.
    if (type instanceof Y.XmlText && type.doc) writeBesideObjects(type)
    const inDoc = inYjs(type)
    if (inDoc instanceof Y.XmlElement && !Array.isArray(node)) {
      // It sets an element that it makes before it puts that into the Y.Doc, and one that it knows as it is about to
      // write it.
      if (!inDoc.doc) beginText(inDoc, node)
      else if (this.has(inDoc)) keepEmptyText(inDoc, node)
    }
    return super.set(inDoc, node)
  }

  override delete(type: Key) {
    return super.delete(inYjs(type))
  }

  /**
   * Forgets only what changed. The Y.Doc also knows of changes that the binding will hear of later, such as letters
   * that were brought along with a line.
   */
  override clear() {
    for (const { changed } of this.#ydoc?._transactionCleanups ?? [])
      for (const type of changed.keys()) {
        let outer: unknown = type
        while (outer instanceof Y.AbstractType) {
          this.delete(outer)
          outer = outer._item?.parent
        }
      }
  }
}
