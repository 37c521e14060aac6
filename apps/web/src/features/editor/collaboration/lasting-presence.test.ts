import { afterEach, expect, test, vi } from 'vitest'
import {
  Awareness,
  applyAwarenessUpdate,
  encodeAwarenessUpdate,
  removeAwarenessStates,
} from 'y-protocols/awareness'
import * as Y from 'yjs'
import { keepPresent } from './lasting-presence.ts'

afterEach(() => {
  vi.useRealTimers()
})

/** Makes a minute pass in which nothing is heard of anybody, by a clock that a test cannot set. */
function passMinute({ meta }: Awareness) {
  for (const heard of meta.values()) heard.lastUpdated -= 60_000
  vi.advanceTimersByTime(10_000)
}

test('somebody who is silent for long is present until the server says that they left', () => {
  vi.useFakeTimers()
  const [anna, jonas, server] = [0, 0, 0].map(() => new Awareness(new Y.Doc()))
  if (!anna || !jonas || !server) throw new Error('nobody')
  keepPresent({ awareness: anna })
  const tell = (from: Awareness, to: Awareness) =>
    applyAwarenessUpdate(to, encodeAwarenessUpdate(from, [jonas.clientID]), 'network')
  try {
    // First as somebody who comes, then as somebody who moves.
    for (const place of [1, 2]) {
      jonas.setLocalState({ place })
      tell(jonas, server)
      tell(server, anna)
      passMinute(anna)
      expect(anna.states.get(jonas.clientID)).toEqual({ place })
    }
    removeAwarenessStates(server, [jonas.clientID], 'connection')
    tell(server, anna)
    expect(anna.states.has(jonas.clientID)).toBe(false)
    // Their leaving may have overtaken an earlier message. Later none can come, and a tab is open for days.
    expect(anna.meta.has(jonas.clientID)).toBe(true)
    passMinute(anna)
    expect(anna.meta.has(jonas.clientID)).toBe(false)
    expect(anna.meta.has(anna.clientID)).toBe(true)
  } finally {
    for (const one of [anna, jonas, server]) one.destroy()
  }
})
