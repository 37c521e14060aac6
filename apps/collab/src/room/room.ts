/**
 * An open document. Updates enter here and go on to the log, and to the other clients: at once, or together with
 * others if the room is busy.
 *
 * No update in memory ever waits for another one: what cannot be placed is taken out again, and its sender is asked for
 * the rest. So nothing is acknowledged that is not in the log, and a client with gaps costs no memory.
 */
import { type Document, isTransactionOrigin } from '@hocuspocus/server'
import { onlyDeletes } from '@quillwire/core/documents/only-deletes'
import type { Actor } from '@quillwire/events'
import * as Y from 'yjs'
import type { ConnectionContext } from '../admission/connection-context.ts'
import type { UpdateLog } from '../document/update-log.ts'
import { frame, sync } from '../transport/frames.ts'
import { createLoadMeter, createTicker } from './adaptive-batching.ts'
import { type AwarenessEntry, LIVES_BY_CONNECTION, writeEntries } from './awareness.ts'
import { createAwarenessClients } from './awareness-clients.ts'
import { addOrigin, isOnlyFrom, noOrigins, SEVERAL } from './broadcast-origins.ts'
import { createCursors } from './cursors.ts'
import type { DocumentChannel } from './document-channel.ts'
import { isOfAnother } from './of-another.ts'
import { canBeRead } from './readable.ts'
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

export function createRoom(options: RoomOptions): Room {
  const { document, stateCache, log, documentBytes, onEdit, onFault, onMoved } = options
  const awarenessClients = createAwarenessClients(document)
  const fits = createSizeLimit(document, documentBytes)
  const batch = createUpdateBatch(document)
  const cursors = createCursors(document, onMoved)
  const ticker = createTicker(tick)
  let tickMs = 0
  let ticksPerBroadcast = 1
  let ticks = 0
  let broadcasting: NodeJS.Immediate | undefined
  let applying: DocumentChannel | typeof SEVERAL | undefined
  let speaking: DocumentChannel | undefined
  /** The changes that an update brings, while it is applied alone. */
  let emitted: Uint8Array[] | undefined
  const meter = createLoadMeter((batching) => {
    tickMs = batching.tickMs
    ticksPerBroadcast = batching.ticksPerBroadcast
    if (tickMs === 0) broadcast()
    document.flushDelay = flushDelayOf(tickMs)
  })
  const texts = noOrigins()
  const places = noOrigins()

  document.flushDelay = flushDelayOf(tickMs)
  document.onUpdate((_document, _origin, update) => {
    // What comes in by no channel is stored already.
    addOrigin(texts, applying === SEVERAL ? undefined : applying)
    emitted?.push(update)
  })

  document.awareness.on('update', (change: Record<'added' | 'updated', number[]>, origin: unknown) => {
    // In a calm room Hocuspocus has sent it already.
    if (tickMs > 0) addOrigin(places, speaking)
    if (isTransactionOrigin(origin) && origin.source === 'redis')
      for (const clientId of [...change.added, ...change.updated]) awarenessClients.wentOver(clientId)
  })

  function append(update: Uint8Array, { actor }: ConnectionContext) {
    log.append({ documentId: document.name, update, actorType: actor.type, actorId: actor.id })
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
    for (const one of brought) append(one, channel.context)
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
      onFault(error)
      first.channel.taken('damaging', first.update, false)
      return
    } finally {
      applying = undefined
    }
    for (const { update, channel } of batched) append(update, channel.context)
    for (const { update, channel } of batched) {
      onEdit(channel.context.actor)
      channel.taken('taken', update, false)
    }
  }

  function isNews({ clientId, clock, state }: AwarenessEntry, channel: DocumentChannel): boolean {
    const known = document.awareness.meta.get(clientId)?.clock ?? -1
    if (clock !== known) return clock > known
    // A channel that heard from others that somebody left has no new clock for that. It may have repeated before that
    // they are there, when that was long forgotten here: then they are here by its word alone.
    return awarenessClients.isOf(clientId, channel) && state() === 'null'
  }

  /** Clients of which a channel brings news leave with it, also those that came over from another process. */
  function keepWith({ origin }: DocumentChannel, news: readonly AwarenessEntry[]) {
    if (!document.hasConnection(origin.connection)) return
    const clients = document.getClients(origin.connection)
    for (const { clientId } of news) {
      const heard = document.awareness.meta.get(clientId)
      if (!heard || !document.awareness.states.has(clientId)) continue
      clients.add(clientId)
      heard.lastUpdated = LIVES_BY_CONNECTION
    }
  }

  /** In a calm room at once, in a busy one with the ticks. */
  function broadcastSoon() {
    if (tickMs === 0) broadcast()
    else ticker.soon(tickMs)
  }

  function tick() {
    if (document.isDestroyed) return
    ticks += 1
    settle()
    if (ticks < ticksPerBroadcast) return broadcastSoon()
    ticks = 0
    // After the commit has been started: writing to hundreds of sockets takes as long as the commit itself.
    if (!broadcasting) broadcasting = setImmediate(broadcast)
  }

  /** Text and cursors in one turn, so that each socket gets both in one write. */
  function broadcast() {
    broadcasting = undefined
    if (document.isDestroyed) return
    document.flush()
    cursors.broadcast((bytes) => {
      places.bytes = bytes
      places.by = places.from
    })
    places.from = undefined
  }

  return {
    document,
    state: stateCache.state,

    take(update, channel, isAnswer) {
      if (!fits(update)) return channel.taken('too_large', update, isAnswer)
      // The bytes may be a view of a buffer that their socket reuses.
      if (tickMs > 0 && !isAnswer && batch.add(update.slice(), channel)) return broadcastSoon()
      // The batch goes first: a writer's updates stay in the order in which they came.
      settle()
      channel.taken(apply(update, channel), update, isAnswer)
      broadcastSoon()
    },

    settle,

    count: meter.count,

    takeAwareness(entries, channel) {
      // A y-websocket client repeats what it hears about others. That is no news, and does not make it speak for them.
      const own = entries.filter(
        (entry) => isNews(entry, channel) && awarenessClients.mayBring(entry.clientId, channel),
      )
      if (own.length === 0) return
      addOrigin(places, channel)
      if (!cursors.move(own)) {
        speaking = channel
        try {
          document.applyAwarenessUpdate(
            channel.origin.connection,
            writeEntries(own.map(({ bytes }) => bytes)),
          )
        } finally {
          speaking = undefined
        }
      }
      keepWith(channel, own)
      broadcastSoon()
    },

    isEcho(bytes, channel) {
      const type = bytes[channel.prefix.length]
      // Of sync frames only broadcasts are updates: answers to a client are of the other two kinds.
      if (type === frame.sync)
        return bytes[channel.prefix.length + 1] === sync.update && isOnlyFrom(texts, bytes, channel)
      return type === frame.awareness && isOnlyFrom(places, bytes, channel)
    },

    leave: awarenessClients.leave,
  }
}

/** Drops updates that wait for others. */
function forget(store: Document['store']) {
  store.pendingStructs = null
  store.pendingDs = null
}

/**
 * How long Hocuspocus keeps what it has to send. In a calm room it keeps nothing: a timer for each letter costs more
 * than it saves. In a busy one the ticks send; what comes from elsewhere starts none, and waits for one only this long.
 */
const flushDelayOf = (tickMs: number) => (tickMs === 0 ? (false as const) : tickMs * 8)
