/**
 * An open document. Updates enter here and go on to the log, and to the other clients: at once, or together with
 * others if the room is busy.
 *
 * No update in memory ever waits for another one: what cannot be placed is taken out again, and its sender is asked for
 * the rest. So nothing is acknowledged that is not in the log, and a client with gaps costs no memory.
 */
import type { Document } from '@hocuspocus/server'
import { onlyDeletes } from '@quillwire/core/documents/only-deletes'
import type { Actor } from '@quillwire/events'
import * as Y from 'yjs'
import type { UpdateLog } from '../document/update-log.ts'
import { frame, sync } from '../transport/frames.ts'
import type { AwarenessEntry } from './awareness.ts'
import { addOrigin, isOnlyFrom, noOrigins, SEVERAL } from './broadcast-origins.ts'
import type { DocumentChannel } from './document-channel.ts'
import { isOfAnother } from './of-another.ts'
import { createPace } from './pace.ts'
import { canBeRead } from './readable.ts'
import { createRoomAwareness } from './room-awareness.ts'
import { createSizeLimit } from './size-limit.ts'
import type { StateCache } from './state-cache.ts'
import { createUpdateBatch } from './update-batch.ts'

/**
 * What became of an update. `incomplete`: something that it builds on has not come; `of_another`: what it holds was
 * written by somebody else under the same client id.
 */
export type Verdict = 'taken' | 'incomplete' | 'of_another' | 'too_large' | 'malformed' | 'damaging'

export interface RoomOptions {
  document: Document
  stateCache: StateCache
  log: UpdateLog
  documentBytes: number
  /** Called when a writer's update changed the document. */
  onEdit(actor: Actor): void
  /** Called with the reason why an update that could be read could not be applied: the document may be damaged. */
  onFault(error: unknown): void
  /** Called with the clients whose cursors moved. Arrivals and departures are events of the document's awareness. */
  onMoved?: ((clientIds: number[]) => void) | undefined
}

export interface Room {
  readonly document: Document
  /** The whole document as one update, for a client that has nothing yet. */
  state(): Uint8Array
  /**
   * Takes an update of a channel, whole or not at all, and tells the channel what became of it
   * (`DocumentChannel.taken`): at once, or some milliseconds later if the room is busy.
   * @param isAnswer whether it answers our question for what we lack.
   */
  take(update: Uint8Array, channel: DocumentChannel, isAnswer: boolean): void
  /** Applies what waits in the batch, so that everything that was taken is on its way to the log. */
  settle(): void
  /** Counts a frame: a room that gets many of them batches for some milliseconds what it takes and what it sends. */
  count(): void
  /** Whether a broadcast would bring a channel nothing but its own words, or its own cursor. */
  isEcho(bytes: Uint8Array, channel: DocumentChannel): boolean
  /** Takes what a channel says about its own cursor, and ignores what it says about others. */
  takeAwareness(entries: readonly AwarenessEntry[], channel: DocumentChannel): void
  leave(channel: DocumentChannel): void
}

/** The origin of what several channels brought. */
const TOGETHER = { source: 'local' as const }
/** The origin of what Yjs does by itself. All other transactions in an open document have one. */
const TIDYING = null

export function createRoom(options: RoomOptions): Room {
  const { document, stateCache, log, documentBytes, onEdit, onFault, onMoved } = options
  const fits = createSizeLimit(document, documentBytes)
  const batch = createUpdateBatch(document)
  const pace = createPace({ document, settle, broadcast })
  const awareness = createRoomAwareness({ document, isBusy: () => pace.isBusy, onMoved })
  const texts = noOrigins()
  let applying: DocumentChannel | typeof SEVERAL | undefined
  /** The changes that an update brings, while it is applied alone. */
  let emitted: Uint8Array[] | undefined
  /** What Yjs tidied up after the updates that are being applied. */
  let tidied: Uint8Array[] = []

  document.onUpdate((_document, origin, update) => {
    if (origin === TIDYING) return tidy(update)
    // What comes in by no channel is stored already.
    addOrigin(texts, applying === SEVERAL ? undefined : applying)
    emitted?.push(update)
  })

  function append(update: Uint8Array, actor: Actor | null) {
    log.append({
      documentId: document.name,
      update,
      actorType: actor?.type ?? null,
      actorId: actor?.id ?? null,
    })
  }

  /**
   * Where marks in a text say the same twice, as after two people made the same words bold, Yjs deletes one. Each client
   * does so as well and sends it, which is no news here: if it were not logged now, it never would be. And it goes to
   * everybody: whoever wrote last has no reason to tidy up.
   */
  function tidy(update: Uint8Array) {
    addOrigin(texts, undefined)
    // The log gets what it builds on first.
    if (applying) tidied.push(update)
    else append(update, null)
  }

  function appendTidied() {
    for (const update of tidied) append(update, null)
    if (tidied.length > 0) tidied = []
  }

  function apply(update: Uint8Array, channel: DocumentChannel): Verdict {
    if (isOfAnother(document.store, update)) return 'of_another'
    const brought: Uint8Array[] = []
    applying = channel
    emitted = brought
    try {
      Y.applyUpdate(document, update, channel.origin)
    } catch (error) {
      if (brought.length === 0 && !canBeRead(update)) return 'malformed'
      tidied = []
      onFault(error)
      return 'damaging'
    } finally {
      applying = undefined
      emitted = undefined
    }
    const { store } = document
    // It would be acknowledged otherwise.
    if (brought.length === 0 && onlyDeletes(update) && !canBeRead(update)) {
      forget(store)
      return 'malformed'
    }
    for (const one of brought) append(one, channel.context.actor)
    appendTidied()
    if (brought.length > 0) onEdit(channel.context.actor)
    if (!store.pendingStructs && !store.pendingDs) return 'taken'
    forget(store)
    return 'incomplete'
  }

  function settle() {
    if (batch.size === 0) return
    const batched = batch.empty()
    if (document.isDestroyed) return
    const [first] = batched
    if (!first) return
    const ofOne = batched.every(({ channel }) => channel === first.channel)
    applying = ofOne ? first.channel : SEVERAL
    try {
      document.transact(
        () => {
          for (const { update, channel } of batched) Y.applyUpdate(document, update, channel.origin)
        },
        ofOne ? first.channel.origin : TOGETHER,
      )
    } catch (error) {
      tidied = []
      onFault(error)
      first.channel.taken('damaging', first.update, false)
      return
    } finally {
      applying = undefined
    }
    for (const { update, channel } of batched) append(update, channel.context.actor)
    appendTidied()
    for (const { update, channel } of batched) {
      onEdit(channel.context.actor)
      channel.taken('taken', update, false)
    }
  }

  /** Text and cursors in one turn, so that each socket gets both in one write. */
  function broadcast() {
    document.flush()
    awareness.broadcast()
  }

  return {
    document,
    state: stateCache.state,

    take(update, channel, isAnswer) {
      if (!fits(update)) return channel.taken('too_large', update, isAnswer)
      // The bytes may be a view of a buffer that their socket reuses.
      if (pace.isBusy && !isAnswer && batch.add(update.slice(), channel)) return pace.broadcastSoon()
      // The batch goes first: a writer's updates stay in the order in which they came.
      settle()
      channel.taken(apply(update, channel), update, isAnswer)
      pace.broadcastSoon()
    },

    settle,

    count: pace.count,

    takeAwareness(entries, channel) {
      if (awareness.take(entries, channel)) pace.broadcastSoon()
    },

    isEcho(bytes, channel) {
      const type = bytes[channel.prefix.length]
      // Of sync frames only broadcasts are updates: answers to a client are of the other two kinds.
      if (type === frame.sync)
        return bytes[channel.prefix.length + 1] === sync.update && isOnlyFrom(texts, bytes, channel)
      return type === frame.awareness && awareness.isEcho(bytes, channel)
    },

    leave: awareness.leave,
  }
}

/** Drops updates that wait for others. */
function forget(store: Document['store']) {
  store.pendingStructs = null
  store.pendingDs = null
}
