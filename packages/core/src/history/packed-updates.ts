/**
 * A segment's bytes: updates of one document with their times and authors, one after another, compressed together.
 * Authors stand once in front, times are told as the distance to the update before.
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
  update: Uint8Array
  actorType: string | null
  actorId: string | null
  createdAt: Date
}

const FORMAT = 1
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
  for (const one of updates) {
    const time = one.createdAt.getTime()
    writeVarInt(encoder, time - before)
    before = time
    writeVarUint(encoder, actors.indexOf(actorKey(one)))
    writeVarUint8Array(encoder, one.update)
  }
  return await compress(toUint8Array(encoder))
}

/** @throws where the bytes are not a segment. */
export async function unpackUpdates(packed: Uint8Array): Promise<HistoricUpdate[]> {
  const decoder = createDecoder(new Uint8Array(await decompress(packed)))
  const format = readUint8(decoder)
  if (format !== FORMAT) throw new Error(`A segment of format ${format} cannot be read.`)
  const actors = Array.from({ length: readVarUint(decoder) }, () => readVarString(decoder))
  let time = 0
  return Array.from({ length: readVarUint(decoder) }, () => {
    time += readVarInt(decoder)
    const [type = '', id = ''] = (actors[readVarUint(decoder)] ?? '').split(' ')
    return {
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
