/** What a document's history says of the marked words: who sent each, when, and what became of it. */
import { readHistory } from '@quillwire/core/history/read-history'
import type { Executor } from '@quillwire/database'
import * as Y from 'yjs'

/** The words as `startWriter` marks them. */
export const MARKED = /(?:ada|benb?|cleo|dan|guest)x\d+;/g

export interface WrittenWord {
  word: string
  client: number
  clock: number
  actor: string
  at: Date
}

export interface WordsOfHistory {
  /** The document, with everything that was ever deleted. */
  ydoc: Y.Doc
  words: ReadonlyMap<string, WrittenWord[]>
  /**
   * Whether this client sent something that had been deleted before it could be sent, so that only its place is left.
   */
  broughtDeleted(client: number): boolean
  /** Who deleted some of the word. */
  deletedBy(word: WrittenWord): string[]
  isThere(word: WrittenWord): boolean
}

export const nameOf = ({ type, id }: { type: string | null; id: string | null }) =>
  `${type} ${id ?? ''}`.trim()

export async function wordsOfHistory(executor: Executor, documentId: string): Promise<WordsOfHistory> {
  const ydoc = new Y.Doc({ gc: false })
  const words = new Map<string, WrittenWord[]>()
  const deletions: { client: number; from: number; to: number; actor: string }[] = []
  const deleted = new Set<number>()
  for await (const { update, actorType, actorId, createdAt: at } of readHistory(executor, documentId)) {
    const actor = nameOf({ type: actorType, id: actorId })
    const { structs, ds } = Y.decodeUpdate(update)
    for (const struct of structs) {
      if (struct instanceof Y.GC) deleted.add(struct.id.client)
      if (struct instanceof Y.Item && struct.content instanceof Y.ContentString)
        noteWords(struct.id, struct.content.str, { actor, at })
    }
    for (const [client, items] of ds.clients)
      for (const { clock, len } of items) deletions.push({ client, from: clock, to: clock + len, actor })
    Y.applyUpdate(ydoc, update)
  }

  function noteWords({ client, clock }: Y.ID, text: string, by: { actor: string; at: Date }) {
    for (const { 0: word, index } of text.matchAll(MARKED)) {
      const known = words.get(word) ?? []
      words.set(word, known)
      // A client that reconnects may send it a second time.
      if (known.some((one) => one.client === client && one.clock === clock + index)) continue
      known.push({ word, client, clock: clock + index, ...by })
    }
  }

  return {
    ydoc,
    words,
    broughtDeleted: (client) => deleted.has(client),
    deletedBy: ({ client, clock, word }) =>
      deletions
        .filter((one) => one.client === client && one.from < clock + word.length && one.to > clock)
        .map(({ actor }) => actor),
    isThere({ client, clock, word }) {
      const structs = ydoc.store.clients.get(client) ?? []
      return structs
        .filter(({ id, length }) => id.clock < clock + word.length && id.clock + length > clock)
        .every((item) => item instanceof Y.Item && !item.deleted && !isInDeleted(item))
    },
  }
}

function isInDeleted(item: Y.Item): boolean {
  const { parent } = item
  const above = parent instanceof Y.AbstractType ? parent._item : null
  return above !== null && (above.deleted || isInDeleted(above))
}
