import { expect, test } from 'vitest'
import {
  Awareness,
  applyAwarenessUpdate,
  encodeAwarenessUpdate,
  removeAwarenessStates,
} from 'y-protocols/awareness'
import * as Y from 'yjs'
import { meetAnew } from './meet-anew.ts'

function someone(name: string) {
  const awareness = new Awareness(new Y.Doc())
  awareness.setLocalState(name ? { user: { name } } : null)
  return awareness
}

const tell = (from: Awareness, to: Awareness, clientIds = [...from.getStates().keys()]) =>
  applyAwarenessUpdate(to, encodeAwarenessUpdate(from, clientIds), 'network')

test('somebody who comes back after a lost connection sees the others, and is seen, without anybody moving', () => {
  const [anna, jonas, server] = [someone('Anna'), someone('Jonas'), someone('')]
  const seenBy = (awareness: Awareness) =>
    [...awareness.getStates().values()].map(({ user }) => user.name).sort()
  try {
    for (const one of [anna, jonas]) tell(one, server)
    for (const one of [anna, jonas]) tell(server, one)
    expect(seenBy(anna)).toEqual(['Anna', 'Jonas'])

    // As the server does, and as the provider does.
    removeAwarenessStates(server, [anna.clientID], 'connection')
    tell(server, jonas, [anna.clientID])
    removeAwarenessStates(anna, [jonas.clientID], 'connection')
    meetAnew({ awareness: anna })
    expect([seenBy(anna), seenBy(jonas)]).toEqual([['Anna'], ['Jonas']])

    tell(anna, server, [anna.clientID])
    for (const one of [anna, jonas]) tell(server, one)
    expect([seenBy(anna), seenBy(jonas)]).toEqual([
      ['Anna', 'Jonas'],
      ['Anna', 'Jonas'],
    ])
    // And moves are seen as before.
    anna.setLocalState({ user: { name: 'Anna Berg' } })
    tell(anna, server, [anna.clientID])
    tell(server, jonas)
    expect(seenBy(jonas)).toEqual(['Anna Berg', 'Jonas'])
  } finally {
    for (const one of [anna, jonas, server]) one.destroy()
  }
})
