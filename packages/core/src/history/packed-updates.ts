/**
 * The bytes of a segment: updates of one document with their times and authors, one after another, compressed together.
 * Authors are listed once at the start; times and numbers are stored as differences from the previous update. The
 * numbers are those of the rows in the log, so that a row that committed late finds its place between them.
 */
import { promisify } from 'node:util'
import { zstdCompress, zstdDecompress } from 'node:zlib'
import {
  createDecoder,
  readUint8,
  readVarInt,
  readVarString,
  readVarUint,
  readVarUint8Array,
} from 'lib0/decoding'
import {
  createEncoder,
  toUint8Array,
  writeUint8,
  writeVarInt,
  writeVarString,
  writeVarUint,
  writeVarUint8Array,
} from 'lib0/encoding'

/** An update as the log keeps it. */
export interface HistoricUpdate {
  /** The number of its row, which orders the history. */
  id: bigint
  update: Uint8Array
  actorType: string | null
  actorId: string | null
  createdAt: Date
}

const FORMAT = 2
/** The format of the first segments, without numbers: all updates have the place of the segment's first. */
const FORMAT_WITHOUT_NUMBERS = 1
const compress = promisify(zstdCompress)
const decompress = promisify(zstdDecompress)

export async function packUpdates(updates: readonly HistoricUpdate[]): Promise<Uint8Array> {
  const actors = [...new Set(updates.map(actorKey))]
  const encoder = createEncoder()
  writeUint8(encoder, FORMAT)
  writeVarUint(encoder, actors.length)
  for (const actor of actors) writeVarString(encoder, actor)
  writeVarUint(encoder, updates.length)
  let before = 0
  let idBefore = updates[0]?.id ?? 0n
  for (const one of updates) {
    const time = one.createdAt.getTime()
    writeVarInt(encoder, time - before)
    before = time
    // The difference, since lib0 writes a bigint in eight bytes, and numbers in the log are close together.
    writeVarInt(encoder, Number(one.id - idBefore))
    idBefore = one.id
    writeVarUint(encoder, actors.indexOf(actorKey(one)))
    writeVarUint8Array(encoder, one.update)
  }
  return await compress(toUint8Array(encoder))
}

/**
 * @param firstId the number of the segment's first update, which is stored beside the bytes.
 * @throws when the bytes are not a segment.
 */
export async function unpackUpdates(packed: Uint8Array, firstId: bigint): Promise<HistoricUpdate[]> {
  const decoder = createDecoder(new Uint8Array(await decompress(packed)))
  const format = readUint8(decoder)
  if (format !== FORMAT && format !== FORMAT_WITHOUT_NUMBERS)
    throw new Error(`A segment of format ${format} cannot be read.`)
  const actors = Array.from({ length: readVarUint(decoder) }, () => readVarString(decoder))
  let time = 0
  let place = firstId
  return Array.from({ length: readVarUint(decoder) }, () => {
    time += readVarInt(decoder)
    if (format === FORMAT) place += BigInt(readVarInt(decoder))
    const [type = '', id = ''] = (actors[readVarUint(decoder)] ?? '').split(' ')
    return {
      id: place,
      createdAt: new Date(time),
      actorType: type || null,
      actorId: id || null,
      update: readVarUint8Array(decoder),
    }
  })
}

function actorKey({ actorType, actorId }: HistoricUpdate): string {
  return `${actorType ?? ''} ${actorId ?? ''}`
}
