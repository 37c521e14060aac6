import { Document } from '@hocuspocus/server'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { longAgo } from '../testing/long-ago.ts'
import { readEntries } from './awareness.ts'
import type { DocumentChannel } from './document-channel.ts'
import { createRoom } from './room.ts'
import { createStateCache } from './state-cache.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('who says nothing for long is in the room for as long as their connection is', () => {
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
  const inRoom = () => document.awareness.getStates().get(ada.clientID)
  const say = (state: { place: number }) => {
    ada.setLocalState(state)
    room.takeAwareness(readEntries(encodeAwarenessUpdate(ada, [ada.clientID])), channel)
  }
  try {
    // The first time as one who comes, the second as one who moves.
    for (const place of [1, 2]) {
      say({ place })
      longAgo(document.awareness)
      vi.advanceTimersByTime(10_000)
      expect(inRoom()).toEqual({ place })
    }
    document.removeConnection(connection)
    expect(inRoom()).toBeUndefined()
  } finally {
    ada.destroy()
    document.destroy()
  }
})
