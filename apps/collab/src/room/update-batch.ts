/**
 * In a busy room updates wait some milliseconds for each other and are applied in one transaction. Yjs takes stock of
 * every client that ever wrote at both ends of a transaction: with two hundred writers that costs several times what
 * the letter itself does.
 *
 * Only updates whose fate is certain beforehand go together: readable, new from the first struct to the last, and
 * building on nothing that is not here. So each one can be logged as it came, in its own writer's name. The only thing
 * that can still go wrong is that one damages the document, which ends it for everybody, in a batch or not.
 */
import * as Y from 'yjs'
import type { DocumentChannel } from './document-channel.ts'
import { canBeRead } from './readable.ts'

export interface BatchedUpdate {
  update: Uint8Array
  channel: DocumentChannel
}

export interface UpdateBatch {
  readonly size: number
  /**
   * Takes an update that can wait for others; its bytes are kept and must not change any more.
   * @returns false for one that has to be applied by itself.
   */
  add(update: Uint8Array, channel: DocumentChannel): boolean
  /** Returns what is in it, and begins anew. */
  empty(): BatchedUpdate[]
}

/** A larger update is no keystroke, and is not worth reading twice. */
const LARGE_BYTES = 4096

export function createUpdateBatch(document: Y.Doc): UpdateBatch {
  let batched: BatchedUpdate[] = []
  /** The next clock of each client whose updates wait here. */
  const ends = new Map<number, number>()
  const endOf = (clientId: number) => ends.get(clientId) ?? Y.getState(document.store, clientId)

  return {
    get size() {
      return batched.length
    },

    add(update, channel) {
      if (update.byteLength > LARGE_BYTES) return false
      const decoded = read(update)
      if (!decoded) return false
      const { structs, ds } = decoded
      if (structs.length === 0 && !canBeRead(update)) return false
      const writer = structs[0]?.id.client ?? -1
      let end = endOf(writer)
      // A struct may build on those before it in its own update.
      const isHere = (id: Y.ID | null) => !id || id.clock < (id.client === writer ? end : endOf(id.client))
      for (const struct of structs) {
        if (struct.id.client !== writer || struct.id.clock !== end || struct instanceof Y.Skip) return false
        if (struct instanceof Y.Item) {
          const { origin, rightOrigin, parent } = struct
          if (!isHere(origin) || !isHere(rightOrigin)) return false
          if (parent instanceof Y.ID && !isHere(parent)) return false
        }
        end += struct.length
      }
      for (const [clientId, ranges] of ds.clients) {
        const known = clientId === writer ? end : endOf(clientId)
        if (ranges.some(({ clock, len }) => clock + len > known)) return false
      }
      if (structs.length > 0) ends.set(writer, end)
      batched.push({ update, channel })
      return true
    },

    empty() {
      const all = batched
      batched = []
      ends.clear()
      return all
    },
  }
}

function read(update: Uint8Array) {
  try {
    return Y.decodeUpdate(update)
  } catch {
    return null
  }
}
