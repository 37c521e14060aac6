/**
 * What a broken or malicious client may send. Gentle frames are well formed, but harmful or nonsensical. Rough ones are
 * malformed. A server answers gentle frames and goes on, and may close the connection after a rough one.
 */
import {
  createEncoder,
  toUint8Array,
  writeUint8,
  writeUint8Array,
  writeVarString,
  writeVarUint,
  writeVarUint8Array,
} from 'lib0/encoding'
import * as Y from 'yjs'
import type { Random } from './random.ts'

const [SYNC, AWARENESS, AUTH, QUERY_AWARENESS, STATELESS, BROADCAST_STATELESS, CLOSE, SYNC_STATUS] = [
  0, 1, 2, 3, 5, 6, 7, 8,
]
const ABSURD = 2 ** 48

type Encoder = ReturnType<typeof createEncoder>

/** The frame with which an honest client asks to be let in. */
export function authFrame(documentId: string, token: string): Uint8Array {
  const encoder = createEncoder()
  writeVarString(encoder, documentId)
  writeVarUint(encoder, AUTH)
  writeVarUint(encoder, 0)
  writeVarString(encoder, token)
  return toUint8Array(encoder)
}

/** A sender with its own Y.Doc, which also makes honest updates and sends them in any order. */
export function createSender(random: Random, address: string) {
  const ydoc = new Y.Doc()
  ydoc.clientID = 1 + random.below(2 ** 31)
  const kept: Uint8Array[] = []
  ydoc.on('update', (update: Uint8Array) => kept.push(update))

  const framed = (type: number, write: (encoder: Encoder) => void) => {
    const encoder = createEncoder()
    writeVarString(encoder, address)
    writeVarUint(encoder, type)
    write(encoder)
    return toUint8Array(encoder)
  }
  const update = (bytes: Uint8Array, part = 2) =>
    framed(SYNC, (encoder) => {
      writeVarUint(encoder, part)
      writeVarUint8Array(encoder, bytes)
    })

  /** A small honest edit, in a separate text so that the document stays small. */
  function edit(): Uint8Array {
    const text = ydoc.getText('fuzz')
    if (text.length > 200) text.delete(0, 150)
    else text.insert(random.below(text.length + 1), 'ab')
    return kept.at(-1) ?? new Uint8Array()
  }

  const gentle: (() => Uint8Array)[] = [
    () => update(edit()),
    // Out of order, and repeated.
    () => update(kept.length > 0 ? random.pick(kept) : edit()),
    () => update(Y.encodeStateAsUpdate(ydoc), 1),
    () => update(structAt(ydoc.clientID, random.below(ABSURD))),
    () => update(structAt(random.below(2 ** 32), 1 + random.below(1000))),
    () => update(deletion(random.below(2 ** 32), 0, ABSURD)),
    () => update(deletion(ydoc.clientID, random.below(ABSURD), random.below(ABSURD))),
    () => update(Y.encodeStateVector(ydoc), 0),
    () => update(Uint8Array.of(0, 0), random.pick([1, 2])),
    () =>
      framed(AWARENESS, (encoder) =>
        writeVarUint8Array(encoder, awareness(random.below(2 ** 32), random.below(ABSURD), 'null')),
      ),
    () =>
      framed(AWARENESS, (encoder) =>
        writeVarUint8Array(encoder, awareness(random.below(40), random.below(9), '{"user":{"name":"x"}}')),
      ),
    () => framed(QUERY_AWARENESS, () => {}),
    () => framed(STATELESS, (encoder) => writeVarString(encoder, 'x'.repeat(random.below(500)))),
  ]
  const rough: (() => Uint8Array)[] = [
    () => random.bytes(random.below(200)),
    () => framed(random.below(300), (encoder) => writeUint8Array(encoder, random.bytes(random.below(100)))),
    () => update(random.bytes(random.below(100)), random.below(5)),
    () => mutated(random, update(edit())),
    () => cut(random, update(edit())),
    () => cut(random, random.pick(gentle)()),
    () => mutated(random, random.pick(gentle)()),
    () => update(mutated(random, Y.encodeStateAsUpdate(ydoc))),
    () => update(manyStructs(random)),
    () => framed(AWARENESS, (encoder) => writeVarUint8Array(encoder, awareness(1, 1, '{"user":'))),
    () => framed(AWARENESS, (encoder) => writeVarUint(encoder, ABSURD)),
    () => framed(BROADCAST_STATELESS, (encoder) => writeVarString(encoder, 'x')),
    () => framed(CLOSE, () => {}),
    () => framed(AUTH, (encoder) => writeUint8Array(encoder, random.bytes(20))),
    () => framed(SYNC_STATUS, (encoder) => writeUint8(encoder, 1)),
    () => framed(AUTH, (encoder) => writeUint8(encoder, 2)),
    () => new Uint8Array(),
  ]
  return {
    gentle: () => random.pick(gentle)(),
    rough: () => random.pick(random.chance(0.3) ? gentle : rough)(),
  }
}

/** An insertion at a clock that its client has not reached. */
function structAt(clientId: number, clock: number): Uint8Array {
  const encoder = createEncoder()
  for (const number of [1, 1, clientId, clock]) writeVarUint(encoder, number)
  writeUint8(encoder, 4 | 0x80)
  writeVarUint(encoder, clientId)
  writeVarUint(encoder, Math.max(0, clock - 1))
  writeVarString(encoder, 'ghost')
  writeVarUint(encoder, 0)
  return toUint8Array(encoder)
}

function deletion(clientId: number, clock: number, length: number): Uint8Array {
  const encoder = createEncoder()
  for (const number of [0, 1, clientId, 1, clock, length]) writeVarUint(encoder, number)
  return toUint8Array(encoder)
}

/** Announces more structs than any memory holds. */
function manyStructs(random: Random): Uint8Array {
  const encoder = createEncoder()
  for (const number of [1 + random.below(2 ** 31), 1 + random.below(2 ** 31), 1, 0])
    writeVarUint(encoder, number)
  writeUint8Array(encoder, random.bytes(random.below(50)))
  return toUint8Array(encoder)
}

function awareness(clientId: number, clock: number, state: string): Uint8Array {
  const encoder = createEncoder()
  for (const number of [1, clientId, clock]) writeVarUint(encoder, number)
  writeVarString(encoder, state)
  return toUint8Array(encoder)
}

export function mutated(random: Random, bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice()
  for (let i = 0; i <= random.below(4); i++)
    if (copy.length > 0) copy[random.below(copy.length)] = random.below(256)
  return copy
}

export function cut(random: Random, bytes: Uint8Array): Uint8Array {
  return bytes.slice(0, random.below(bytes.length + 1))
}
