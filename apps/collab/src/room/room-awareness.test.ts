import { Document } from '@hocuspocus/server'
import { afterEach, expect, test } from 'vitest'
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { readEntries } from './awareness.ts'
import type { DocumentChannel } from './document-channel.ts'
import { createRoomAwareness } from './room-awareness.ts'

const ends: { destroy(): void }[] = []
afterEach(() => {
  for (const one of ends.splice(0)) one.destroy()
})

function open() {
  const document = new Document('document')
  ends.push(document)
  const moves: number[][] = []
  const room = createRoomAwareness({ document, isBusy: () => false, onMoved: (ids) => moves.push(ids) })
  function join(id: string) {
    const sent: Uint8Array[] = []
    // The casts: this is all that the test needs of a connection and its channel.
    const connection = {
      messageAddress: '',
      send: (bytes: Uint8Array) => sent.push(bytes),
    } as unknown as Parameters<Document['addConnection']>[0]
    document.addConnection(connection)
    const channel = {
      prefix: { length: 1 },
      origin: { source: 'connection', connection },
      context: { actor: { type: 'user', id }, client: { tab: null } },
    } as DocumentChannel
    const awareness = new Awareness(new Y.Doc())
    ends.push(awareness)
    return {
      id: awareness.clientID,
      sent,
      move(place: number) {
        awareness.setLocalState({ place })
        return room.take(readEntries(encodeAwarenessUpdate(awareness, [awareness.clientID])), channel)
      },
      repeat: () => room.take(readEntries(encodeAwarenessUpdate(awareness, [awareness.clientID])), channel),
      /** Whether the last frame would bring nothing but this client's own cursor. */
      isEcho: () => room.isEcho(sent.at(-1) ?? Uint8Array.of(), channel),
    }
  }
  return { room, moves, join }
}

test('nobody needs a broadcast that brings only their own cursor', () => {
  const { room, moves, join } = open()
  const [ada, jonas] = [join('ada'), join('jonas')]
  for (const one of [ada, jonas]) one.move(0)
  room.broadcast()

  ada.move(1)
  room.broadcast()
  expect([ada.isEcho(), jonas.isEcho()]).toEqual([true, false])
  ada.move(2)
  jonas.move(1)
  room.broadcast()
  expect([ada.isEcho(), jonas.isEcho()]).toEqual([false, false])
  expect(moves).toEqual([[ada.id], [ada.id, jonas.id]])
})

test('of somebody who moves often between two broadcasts, each client is sent the last place', () => {
  const { room, join } = open()
  const [ada, jonas] = [join('ada'), join('jonas')]
  ada.move(0)
  const before = jonas.sent.length
  for (const place of [1, 2, 3]) ada.move(place)
  room.broadcast()
  room.broadcast()
  expect(jonas.sent.slice(before).map((bytes) => Buffer.from(bytes).toString())).toEqual([
    expect.stringContaining('{"place":3}'),
  ])
})

test('what was said before is no news, and nothing is broadcast for it', () => {
  const { join } = open()
  const ada = join('ada')
  expect(ada.move(0)).toBe(true)
  expect(ada.repeat()).toBe(false)
  expect(ada.move(1)).toBe(true)
})
