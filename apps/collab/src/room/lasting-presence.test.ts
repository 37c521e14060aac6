import { Document } from '@hocuspocus/server'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { longAgo } from '../testing/long-ago.ts'
import { readEntries } from './awareness.ts'
import type { DocumentChannel } from './document-channel.ts'
import { createRoomAwareness } from './room-awareness.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function openRoom() {
  const document = new Document('document')
  const room = createRoomAwareness({ document, isBusy: () => false, onMoved: undefined })
  function connect(id: string | null, tab: string | null = null) {
    // The casts: this is all that the test needs of a connection and its channel.
    const connection = { messageAddress: '', send() {} } as unknown as Parameters<
      Document['addConnection']
    >[0]
    document.addConnection(connection)
    return {
      prefix: { length: 0 },
      origin: { source: 'connection', connection },
      context: { actor: { type: id === null ? 'guest' : 'user', id }, client: { tab } },
    } as DocumentChannel
  }
  function end(one: DocumentChannel) {
    room.leave(one)
    document.removeConnection(one.origin.connection)
  }
  let channel = connect('ada')
  const ada = new Awareness(new Y.Doc())
  ends.push(document, ada)
  const told = (state: { place: number }) => {
    ada.setLocalState(state)
    return encodeAwarenessUpdate(ada, [ada.clientID])
  }
  return {
    say: (state: { place: number }) => room.take(readEntries(told(state)), channel),
    repeat: (states = ada.states) =>
      room.take(readEntries(encodeAwarenessUpdate(ada, [ada.clientID], states)), channel),
    replay: (update: Uint8Array) => room.take(readEntries(update), channel),
    sayElsewhere(state: { place: number }) {
      const update = told(state)
      applyAwarenessUpdate(document.awareness, update, { source: 'redis' })
      return update
    },
    /** Says that it leaves, over a connection that stays. */
    leave() {
      ada.setLocalState(null)
      room.take(readEntries(encodeAwarenessUpdate(ada, [ada.clientID])), channel)
    },
    leaveElsewhere() {
      ada.setLocalState(null)
      applyAwarenessUpdate(document.awareness, encodeAwarenessUpdate(ada, [ada.clientID]), {
        source: 'redis',
      })
    },
    isRemembered: () => document.awareness.meta.has(ada.clientID),
    pass() {
      longAgo(document.awareness)
      vi.advanceTimersByTime(10_000)
    },
    /** Reconnects while the previous connection is not known to be dead. Returns what ends that one. */
    connectAnew(id: string | null = 'ada', tab: string | null = null) {
      const before = channel
      channel = connect(id, tab)
      return () => end(before)
    },
    disconnect: () => end(channel),
    ada: () => document.awareness.getStates().get(ada.clientID),
  }
}

const ends: { destroy(): void }[] = []
afterEach(() => {
  for (const one of ends.splice(0)) one.destroy()
})

test('a client that says nothing for long is in the room for as long as its connection is', () => {
  const room = openRoom()
  // First as somebody who comes, then as somebody who moves.
  for (const place of [1, 2]) {
    room.say({ place })
    room.pass()
    expect(room.ada()).toEqual({ place })
  }
  room.disconnect()
  expect(room.ada()).toBeUndefined()
})

test('a client that comes over from another server is gone when it leaves this one', () => {
  const room = openRoom()
  room.sayElsewhere({ place: 1 })
  room.say({ place: 2 })
  room.pass()
  expect(room.ada()).toEqual({ place: 2 })
  room.disconnect()
  expect(room.ada()).toBeUndefined()
})

test('a client that reconnects is heard at once, and stays when its previous connection is found to be dead', () => {
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

test('nobody else can speak for somebody who is here', () => {
  const room = openRoom()
  room.say({ place: 1 })
  room.connectAnew('jonas')
  room.say({ place: 2 })
  expect(room.ada()).toEqual({ place: 1 })
})

test('a visitor, who cannot be told from others, reconnects by what only their tab knows', () => {
  const room = openRoom()
  room.disconnect()
  room.connectAnew(null, 'secret of a tab')
  room.say({ place: 1 })
  for (const [tab, place] of [
    ['secret of another', 1],
    [null, 1],
    ['secret of a tab', 4],
  ] as const) {
    room.connectAnew(null, tab)
    room.say({ place: 4 })
    expect(room.ada()).toEqual({ place })
  }
})

test('a visitor whose tab is not known cannot speak for another', () => {
  const room = openRoom()
  room.disconnect()
  room.connectAnew(null)
  room.say({ place: 1 })
  room.connectAnew(null)
  room.say({ place: 2 })
  expect(room.ada()).toEqual({ place: 1 })
})

test('a client that went over to another server stays when its connection here is found to be dead', () => {
  const room = openRoom()
  room.say({ place: 1 })
  room.sayElsewhere({ place: 2 })
  room.disconnect()
  expect(room.ada()).toEqual({ place: 2 })
})

test('a client that only repeats what it heard about another one does not speak for it', () => {
  const room = openRoom()
  const old = room.sayElsewhere({ place: 0 })
  room.sayElsewhere({ place: 1 })
  room.repeat()
  room.replay(old)
  // As one that has not heard of them for so long that it takes them for gone.
  room.repeat(new Map())
  room.disconnect()
  expect(room.ada()).toEqual({ place: 1 })
  room.pass()
  expect(room.ada()).toBeUndefined()
})

test('nothing is kept of clients that left, here or at another server: each reload of a page is a new one', () => {
  const room = openRoom()
  room.say({ place: 1 })
  room.disconnect()
  expect(room.isRemembered()).toBe(true)
  room.pass()
  expect(room.isRemembered()).toBe(false)
  room.sayElsewhere({ place: 2 })
  room.leaveElsewhere()
  expect(room.isRemembered()).toBe(true)
  room.pass()
  expect(room.isRemembered()).toBe(false)
  room.connectAnew()
  room.say({ place: 3 })
  room.leave()
  room.pass()
  room.disconnect()
  room.pass()
  expect(room.isRemembered()).toBe(false)
})

test('a client that left another server and is soon back there is not forgotten', () => {
  const room = openRoom()
  room.sayElsewhere({ place: 1 })
  room.leaveElsewhere()
  room.sayElsewhere({ place: 2 })
  vi.advanceTimersByTime(10_000)
  expect(room.ada()).toEqual({ place: 2 })
  expect(room.isRemembered()).toBe(true)
})

test('a client that repeats late that somebody is there, as a tab that stood still, may then repeat that they left', () => {
  const room = openRoom()
  room.say({ place: 1 })
  room.disconnect()
  room.pass()
  room.connectAnew('jonas')
  room.repeat()
  // As it heard that: with the clock that they had.
  room.repeat(new Map())
  expect(room.ada()).toBeUndefined()
})
