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
import { frame, sync } from './frames.ts'
import type { Lane } from './lane.ts'
import type { UpdateLog } from './update-log.ts'

/** What became of an update. `incomplete`: something that it builds on has not come. */
export type Verdict = 'taken' | 'incomplete' | 'too_large' | 'malformed' | 'damaging'

export interface RoomOptions {
  document: Document
  log: UpdateLog
  documentBytes: number
  /** Told when a writer's update changed the document. */
  onEdit(actor: Actor): void
}

export interface Room {
  readonly document: Document
  /** Applies an update of a lane, whole or not at all. */
  apply(update: Uint8Array, lane: Lane): Verdict
  /** Counts a frame; a room that gets many of them gathers what it sends on for some milliseconds. */
  count(): void
  /** Whether a broadcast brings a lane nothing but its own words back, or its own cursor. */
  isEcho(bytes: Uint8Array, lane: Lane): boolean
  /** Applies what a lane says of its own cursor. */
  applyAwareness(update: Uint8Array, lane: Lane): void
  /** Whether a lane may speak for this client id of awareness: nobody else does, and it does not speak for many. */
  mayBring(clientId: number, lane: Lane): boolean
  leave(lane: Lane): void
}

/** Below so many frames a second nobody gains by waiting; each further hundred adds a millisecond. */
const CALM = 100
const LONGEST_WINDOW_MS = 8
const MEASURE_MS = 250
const IDS_PER_LANE = 16
const FORGET_MS = 5000
const FULL_MS = 1000
const SEVERAL = Symbol('several writers')
const FIRST_MEASURE = 1024 * 1024

export function createRoom({ document, log, documentBytes, onEdit }: RoomOptions): Room {
  const speakers = new Map<number, Lane>()
  const idsSpoken = new WeakMap<Lane, number>()
  let applying: Lane | undefined
  let speaking: Lane | undefined
  let emitted: Uint8Array[] = []
  let frames = 0
  let measuredAt = performance.now()
  const texts: Broadcasts = { from: undefined, bytes: undefined, by: undefined }
  const cursors: Broadcasts = { from: undefined, bytes: undefined, by: undefined }
  /** The state's bytes at most: exact when it was measured last, plus all that came since. */
  let size = 0
  let fullUntil = 0
  let measureAt = Math.min(FIRST_MEASURE, documentBytes / 8)

  document.onUpdate((_document, _origin, update) => {
    // Beside the lanes only what is stored already comes in.
    join(texts, applying)
    if (applying) emitted.push(update)
  })

  document.awareness.on('update', () => join(cursors, speaking))

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

  return {
    document,

    apply(update, lane) {
      if (!fits(update)) return 'too_large'
      applying = lane
      emitted = []
      try {
        Y.applyUpdate(document, update, lane.origin)
      } catch {
        return emitted.length === 0 && !canBeRead(update) ? 'malformed' : 'damaging'
      } finally {
        applying = undefined
      }
      const { actor } = lane.seat
      for (const one of emitted)
        log.append({ documentId: document.name, update: one, actorType: actor.type, actorId: actor.id })
      if (emitted.length > 0) onEdit(actor)
      const { store } = document
      if (!store.pendingStructs && !store.pendingDs) return 'taken'
      store.pendingStructs = null
      store.pendingDs = null
      return 'incomplete'
    },

    count() {
      frames += 1
      const now = performance.now()
      const elapsed = now - measuredAt
      if (elapsed < MEASURE_MS) return
      const perSecond = (frames / elapsed) * 1000
      document.flushDelay =
        perSecond < CALM ? 0 : Math.max(1, Math.min(LONGEST_WINDOW_MS, Math.round(perSecond / CALM)))
      frames = 0
      measuredAt = now
    },

    applyAwareness(update, lane) {
      speaking = lane
      try {
        document.applyAwarenessUpdate(lane.origin.connection, update)
      } finally {
        speaking = undefined
      }
    },

    isEcho(bytes, lane) {
      const type = bytes[lane.prefix.length]
      // Of sync frames only broadcasts are updates: answers to a client are of the other two kinds.
      if (type === frame.sync)
        return bytes[lane.prefix.length + 1] === sync.update && isBy(texts, bytes, lane)
      return type === frame.awareness && isBy(cursors, bytes, lane)
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
