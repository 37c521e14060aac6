import { Document } from '@hocuspocus/server'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { longAgo } from '../testing/long-ago.ts'
import { readEntries } from './awareness.ts'
import type { DocumentChannel } from './document-channel.ts'
import { createRoom } from './room.ts'
import { createStateCache } from './state-cache.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function openRoom() {
  const document = new Document('document')
  const room = createRoom({
    document,
    stateCache: createStateCache(document),
    log: {} as never, // nothing is written
    documentBytes: 1000,
    onEdit() {},
    onFault() {},
  })
  // The casts: of a connection and its channel there is no more in this.
  const connection = { messageAddress: '', send() {} } as unknown as Parameters<Document['addConnection']>[0]
  const channel = { prefix: { length: 0 }, origin: { source: 'connection', connection } } as DocumentChannel
  document.addConnection(connection)
  const ada = new Awareness(new Y.Doc())
  ends.push(document, ada)
  const told = (state: { place: number }) => {
    ada.setLocalState(state)
    return encodeAwarenessUpdate(ada, [ada.clientID])
  }
  return {
    say: (state: { place: number }) => room.takeAwareness(readEntries(told(state)), channel),
    repeat: () => room.takeAwareness(readEntries(encodeAwarenessUpdate(ada, [ada.clientID])), channel),
    sayElsewhere: (state: { place: number }) =>
      applyAwarenessUpdate(document.awareness, told(state), { source: 'redis' }),
    pass() {
      longAgo(document.awareness)
      vi.advanceTimersByTime(10_000)
    },
    disconnect: () => document.removeConnection(connection),
    ada: () => document.awareness.getStates().get(ada.clientID),
  }
}

const ends: { destroy(): void }[] = []
afterEach(() => {
  for (const one of ends.splice(0)) one.destroy()
})

test('who says nothing for long is in the room for as long as their connection is', () => {
  const room = openRoom()
  // The first time as one who comes, the second as one who moves.
  for (const place of [1, 2]) {
    room.say({ place })
    room.pass()
    expect(room.ada()).toEqual({ place })
  }
  room.disconnect()
  expect(room.ada()).toBeUndefined()
})

test('who comes over from another server is gone when they leave this one', () => {
  const room = openRoom()
  room.sayElsewhere({ place: 1 })
  room.say({ place: 2 })
  room.pass()
  expect(room.ada()).toEqual({ place: 2 })
  room.disconnect()
  expect(room.ada()).toBeUndefined()
})

test('of whom a client only repeats what it heard, it is not the one', () => {
  const room = openRoom()
  room.sayElsewhere({ place: 1 })
  room.repeat()
  room.disconnect()
  expect(room.ada()).toEqual({ place: 1 })
  room.pass()
  expect(room.ada()).toBeUndefined()
})
