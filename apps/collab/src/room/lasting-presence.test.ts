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
  function connect(id: string) {
    // The casts: of a connection and its channel there is no more in this.
    const connection = { messageAddress: '', send() {} } as unknown as Parameters<
      Document['addConnection']
    >[0]
    document.addConnection(connection)
    return {
      prefix: { length: 0 },
      origin: { source: 'connection', connection },
      context: { actor: { type: 'user', id } },
    } as DocumentChannel
  }
  let channel = connect('ada')
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
    /** Over another connection, while the one before is not known to be dead. Gives back how that ends. */
    connectAnew(id = 'ada') {
      const before = channel
      channel = connect(id)
      return () => {
        room.leave(before)
        document.removeConnection(before.origin.connection)
      }
    },
    disconnect: () => document.removeConnection(channel.origin.connection),
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

test('who connects anew is heard at once, and stays when the connection before is found to be dead', () => {
  const room = openRoom()
  room.say({ place: 1 })
  const endBefore = room.connectAnew()
  room.say({ place: 2 })
  expect(room.ada()).toEqual({ place: 2 })
  endBefore()
  room.pass()
  expect(room.ada()).toEqual({ place: 2 })
  room.disconnect()
  expect(room.ada()).toBeUndefined()
})

test('nobody else speaks for who is here', () => {
  const room = openRoom()
  room.say({ place: 1 })
  room.connectAnew('jonas')
  room.say({ place: 2 })
  expect(room.ada()).toEqual({ place: 1 })
})

test('who went over to another server stays when their connection here is found to be dead', () => {
  const room = openRoom()
  room.say({ place: 1 })
  room.sayElsewhere({ place: 2 })
  room.disconnect()
  expect(room.ada()).toEqual({ place: 2 })
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
