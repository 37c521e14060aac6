/**
 * An open document and what is known about it beside its text: how busy it is, how big, and whose words the next
 * broadcast brings. Updates enter here and go from here to the log.
 *
 * In memory there is never an update that waits for another one: what cannot be placed is taken out again and its
 * sender asked for the rest. So nothing is acknowledged that is not in the log, and a client with gaps costs no memory.
 */
import type { Document } from '@hocuspocus/server'
import type { Actor } from '@quillwire/events'
import * as Y from 'yjs'
import { type AwarenessEntry, writeEntries } from './awareness.ts'
import { createCursors } from './cursors.ts'
import { frame, sync } from './frames.ts'
import { createGathering } from './gathering.ts'
import type { Lane } from './lane.ts'
import { createPaceMeter, createTicker } from './pace.ts'
import type { Seat } from './seat.ts'
import type { UpdateLog } from './update-log.ts'
import type { Whole } from './whole.ts'

/** What became of an update. `incomplete`: something that it builds on has not come. */
export type Verdict = 'taken' | 'incomplete' | 'too_large' | 'malformed' | 'damaging'

export interface RoomOptions {
  document: Document
  whole: Whole
  log: UpdateLog
  documentBytes: number
  /** Told when a writer's update changed the document. */
  onEdit(actor: Actor): void
  /** Told whose cursor has moved; who comes and leaves is told by the document's awareness itself. */
  onMoved?: ((clientIds: number[]) => void) | undefined
}

export interface Room {
  readonly document: Document
  /** The whole document as one update, for who has nothing yet. */
  state(): Uint8Array
  /**
   * Takes an update of a lane, whole or not at all, and tells the lane what became of it (`Lane.taken`): at once, or
   * some milliseconds later where many write.
   * @param isAnswer whether it answers our question for what we lack.
   */
  take(update: Uint8Array, lane: Lane, isAnswer: boolean): void
  /** Applies what has gathered, so that everything that was taken is on its way to the log. */
  settle(): void
  /** Counts a frame: a room that gets many of them gathers for some milliseconds what it takes and what it sends. */
  count(): void
  /** Whether a broadcast brings a lane nothing but its own words back, or its own cursor. */
  isEcho(bytes: Uint8Array, lane: Lane): boolean
  /** Takes what a lane says of its own cursor. */
  takeAwareness(entries: readonly AwarenessEntry[], lane: Lane): void
  /** Whether a lane may speak for this client id of awareness: nobody else does, and it does not speak for many. */
  mayBring(clientId: number, lane: Lane): boolean
  leave(lane: Lane): void
}

const IDS_PER_LANE = 16
const FORGET_MS = 5000
const FULL_MS = 1000
const SEVERAL = Symbol('several writers')
/** The origin of what several lanes brought. */
const TOGETHER = { source: 'local' as const }
const FIRST_MEASURE = 1024 * 1024

export function createRoom({ document, whole, log, documentBytes, onEdit, onMoved }: RoomOptions): Room {
  const speakers = new Map<number, Lane>()
  const idsSpoken = new WeakMap<Lane, number>()
  const gathering = createGathering(document)
  const cursors = createCursors(document, onMoved)
  const ticker = createTicker(tick)
  let tickMs = 0
  let ticksPerBroadcast = 1
  let ticks = 0
  let broadcasting: NodeJS.Immediate | undefined
  let applying: Lane | typeof SEVERAL | undefined
  let speaking: Lane | undefined
  /** What an update that is applied alone turns out to bring. */
  let emitted: Uint8Array[] | undefined
  const meter = createPaceMeter((pace) => {
    tickMs = pace.tickMs
    ticksPerBroadcast = pace.ticksPerBroadcast
    if (tickMs === 0) broadcast()
    document.flushDelay = flushDelayOf(tickMs)
  })
  const texts: Broadcasts = { from: undefined, bytes: undefined, by: undefined }
  const places: Broadcasts = { from: undefined, bytes: undefined, by: undefined }
  /** The state's bytes at most: exact when it was measured last, plus all that came since. */
  let size = 0
  let fullUntil = 0
  let measureAt = Math.min(FIRST_MEASURE, documentBytes / 8)

  document.flushDelay = flushDelayOf(tickMs)
  document.onUpdate((_document, _origin, update) => {
    // Beside the lanes only what is stored already comes in.
    join(texts, applying === SEVERAL ? undefined : applying)
    emitted?.push(update)
  })

  document.awareness.on('update', () => {
    // In a calm room Hocuspocus has sent it already.
    if (tickMs > 0) join(places, speaking)
  })

  function fits(update: Uint8Array): boolean {
    // An update without structs only deletes: the way out of a document that is full.
    if (update[0] === 0) return true
    // Measuring costs what the state costs: a full document is not measured for everyone who knocks.
    const now = performance.now()
    if (now < fullUntil) return false
    size += update.byteLength
    if (size < measureAt) return true
    size = Y.encodeStateAsUpdate(document).byteLength + update.byteLength
    // Near the limit it is measured often, but not at every letter.
    measureAt = size + Math.max(documentBytes / 256, (documentBytes - size) / 2)
    if (size <= documentBytes) return true
    size -= update.byteLength
    measureAt = size
    fullUntil = now + FULL_MS
    return false
  }

  function append(update: Uint8Array, { actor }: Seat) {
    log.append({ documentId: document.name, update, actorType: actor.type, actorId: actor.id })
  }

  function apply(update: Uint8Array, lane: Lane): Verdict {
    const brought: Uint8Array[] = []
    applying = lane
    emitted = brought
    try {
      Y.applyUpdate(document, update, lane.origin)
    } catch {
      return brought.length === 0 && !canBeRead(update) ? 'malformed' : 'damaging'
    } finally {
      applying = undefined
      emitted = undefined
    }
    for (const one of brought) append(one, lane.seat)
    if (brought.length > 0) onEdit(lane.seat.actor)
    const { store } = document
    if (!store.pendingStructs && !store.pendingDs) return 'taken'
    store.pendingStructs = null
    store.pendingDs = null
    return 'incomplete'
  }

  function settle() {
    if (gathering.size === 0) return
    const gathered = gathering.empty()
    if (document.isDestroyed) return
    const [first] = gathered
    if (!first) return
    const ofOne = gathered.every(({ lane }) => lane === first.lane)
    applying = ofOne ? first.lane : SEVERAL
    try {
      document.transact(
        () => {
          for (const { update, lane } of gathered) Y.applyUpdate(document, update, lane.origin)
        },
        ofOne ? first.lane.origin : TOGETHER,
      )
    } catch {
      first.lane.taken('damaging', false)
      return
    } finally {
      applying = undefined
    }
    for (const { update, lane } of gathered) append(update, lane.seat)
    for (const { lane } of gathered) {
      onEdit(lane.seat.actor)
      lane.taken('taken', false)
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
    // After the commit has been asked for: writing to hundreds of sockets takes as long as the commit itself.
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
    state: whole.state,

    take(update, lane, isAnswer) {
      if (!fits(update)) return lane.taken('too_large', isAnswer)
      // What came in may be a view of a buffer that its socket uses again.
      if (tickMs > 0 && !isAnswer && gathering.add(update.slice(), lane)) return broadcastSoon()
      // The order in which a writer's updates came is kept.
      settle()
      lane.taken(apply(update, lane), isAnswer)
      broadcastSoon()
    },

    settle,

    count: meter.count,

    takeAwareness(entries, lane) {
      join(places, lane)
      if (cursors.move(entries)) return broadcastSoon()
      speaking = lane
      try {
        document.applyAwarenessUpdate(lane.origin.connection, writeEntries(entries.map(({ bytes }) => bytes)))
      } finally {
        speaking = undefined
      }
      broadcastSoon()
    },

    isEcho(bytes, lane) {
      const type = bytes[lane.prefix.length]
      // Of sync frames only broadcasts are updates: answers to a client are of the other two kinds.
      if (type === frame.sync)
        return bytes[lane.prefix.length + 1] === sync.update && isBy(texts, bytes, lane)
      return type === frame.awareness && isBy(places, bytes, lane)
    },

    mayBring(clientId, lane) {
      const speaker = speakers.get(clientId)
      if (speaker) return speaker === lane
      const spoken = idsSpoken.get(lane) ?? 0
      if (spoken >= IDS_PER_LANE) return false
      idsSpoken.set(lane, spoken + 1)
      speakers.set(clientId, lane)
      return true
    },

    leave(lane) {
      const gone = [...speakers].flatMap(([clientId, speaker]) => (speaker === lane ? clientId : []))
      for (const clientId of gone) speakers.delete(clientId)
      // y-protocols remembers the clock of everyone who was ever here. That they left is told first, which needs it.
      setTimeout(() => {
        const { meta, states } = document.awareness
        for (const clientId of gone)
          if (!states.has(clientId) && !speakers.has(clientId)) meta.delete(clientId)
      }, FORGET_MS * 2).unref()
    },
  }
}

/**
 * How long Hocuspocus keeps what it has to send. In a calm room it keeps nothing: a timer for each letter costs more than
 * it saves. In a busy one the ticks send; what comes from elsewhere starts none, and does not wait for one for long.
 */
const flushDelayOf = (tickMs: number) => (tickMs === 0 ? (false as const) : tickMs * 8)

/** Whose words have gathered for the next broadcast (`from`), and whose are in the one that is being sent. */
interface Broadcasts {
  from: Lane | typeof SEVERAL | undefined
  bytes: Uint8Array | undefined
  by: Lane | typeof SEVERAL | undefined
}

function join(broadcasts: Broadcasts, lane: Lane | undefined) {
  const { from } = broadcasts
  broadcasts.from = lane && (from === undefined || from === lane) ? lane : SEVERAL
}

/** A broadcast is one buffer that is sent to many: at its first sight it takes what has gathered. */
function isBy(broadcasts: Broadcasts, bytes: Uint8Array, lane: Lane): boolean {
  if (broadcasts.bytes !== bytes) {
    broadcasts.bytes = bytes
    broadcasts.by = broadcasts.from
    broadcasts.from = undefined
  }
  return broadcasts.by === lane
}

function canBeRead(update: Uint8Array): boolean {
  try {
    Y.decodeUpdate(update)
    return true
  } catch {
    return false
  }
}
