import { Document } from '@hocuspocus/server'
import { afterEach, expect, test } from 'vitest'
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { readEntries } from './awareness.ts'
import type { DocumentChannel } from './document-channel.ts'
import { createRoomAwareness } from './room-awareness.ts'

const ends: { destroy(): void }[] = []
afterEach(() => {
  for (const one of ends.splice(0)) one.destroy()
})

function open({ isBusy = false } = {}) {
  const document = new Document('document')
  ends.push(document)
  const moves: number[][] = []
  const room = createRoomAwareness({ document, isBusy: () => isBusy, onMoved: (ids) => moves.push(ids) })
  if (isBusy) document.flushDelay = 1000
  else document.flushDelay = false
  function join(id: string, address = '') {
    const sent: Uint8Array[] = []
    // The casts: this is all that the test needs of a connection and its channel.
    const connection = {
      messageAddress: address,
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
    /** Says where these clients are, as far as it knows. */
    function say(clientIds = [awareness.clientID]) {
      const bytes = encodeAwarenessUpdate(awareness, clientIds)
      const isNew = room.take(readEntries(bytes), channel)
      // A socket uses its buffer again.
      bytes.fill(0)
      return isNew
    }
    return {
      id: awareness.clientID,
      sent,
      awareness,
      say,
      move(place: number) {
        awareness.setLocalState({ place })
        return say()
      },
      repeat: () => say(),
      /** Whether the last frame would bring nothing but this client's own cursor. */
      isEcho: () => room.isEcho(sent.at(-1) ?? Uint8Array.of(), channel),
    }
  }
  return { document, room, moves, join }
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

/** The state of a client, as far as it is known to the room. */
const placeOf = (document: Document, clientId: number) => document.awareness.getStates().get(clientId)?.place

test('nobody can say where somebody else is beside where they are themselves', () => {
  const { document, join } = open()
  const [ada, jonas] = [join('ada'), join('jonas')]
  ada.move(1)
  jonas.awareness.meta.set(ada.id, { clock: 100, lastUpdated: 0 })
  jonas.awareness.states.set(ada.id, { place: 2 })
  for (const place of [1, 2]) {
    jonas.awareness.setLocalState({ place })
    jonas.say([jonas.id, ada.id])
    expect([placeOf(document, ada.id), placeOf(document, jonas.id)]).toEqual([1, place])
  }
})

test('a client may move as often as it likes, and speak for a few others at most', () => {
  const { document, join } = open()
  const ada = join('ada')
  for (let place = 0; place < 100; place++) ada.move(place)
  expect(placeOf(document, ada.id)).toBe(99)
  for (let other = 1; other < 100; other++) {
    ada.awareness.meta.set(other, { clock: 1, lastUpdated: 0 })
    ada.awareness.states.set(other, { place: 0 })
    ada.say([other])
  }
  expect(document.awareness.getStates().size).toBe(16)
})

test('each client gets its frames under the address that it has given itself', () => {
  const { room, join } = open()
  const clients = ['document', 'document 1', 'document 2'].map((address) => ({
    address,
    ...join('ada', address),
  }))
  clients[0]?.move(1)
  clients[0]?.move(2)
  room.broadcast()
  for (const { address, sent } of clients)
    expect(Buffer.from(sent.at(-1) ?? []).toString()).toMatch(new RegExp(`^.${address}\u0001`, 's'))
})

test('in a busy room those who move are told who comes and leaves at another server meanwhile', () => {
  const { document, room, join } = open({ isBusy: true })
  const ada = join('ada')
  ada.move(0)
  document.flush()
  const elsewhere = new Awareness(new Y.Doc())
  ends.push(elsewhere)
  for (const state of [{ place: 1 }, null]) {
    ada.move(1)
    elsewhere.setLocalState(state)
    applyAwarenessUpdate(document.awareness, encodeAwarenessUpdate(elsewhere, [elsewhere.clientID]), {
      source: 'redis',
    })
    document.flush()
    expect(ada.isEcho()).toBe(false)
    room.broadcast()
  }
})
