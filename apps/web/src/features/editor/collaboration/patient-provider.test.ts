import { HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { meetAnew } from './meet-anew.ts'
import { PatientProvider } from './patient-provider.ts'

const ends: (() => void)[] = []
beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  for (const end of ends.splice(0)) end()
  vi.useRealTimers()
})

function someone(name: string) {
  const awareness = new Awareness(new Y.Doc())
  awareness.setLocalState({ user: { name } })
  ends.push(() => awareness.destroy())
  return awareness
}

test('after a lost connection one sees the others for a moment more, and then those who are still here', () => {
  const websocketProvider = new HocuspocusProviderWebsocket({ url: 'ws://localhost', autoConnect: false })
  const provider = new PatientProvider({ websocketProvider, name: 'trip', token: 'any' })
  ends.push(() => provider.destroy())
  const { awareness } = provider
  if (!awareness) throw new Error('no awareness')
  const [jonas, vera, mia] = [someone('Jonas'), someone('Vera'), someone('Mia')]
  const hear = (of: Awareness) =>
    applyAwarenessUpdate(awareness, encodeAwarenessUpdate(of, [of.clientID]), 'network')
  const seen = () => [...awareness.states.values()].flatMap(({ user }) => user?.name ?? []).sort()
  for (const one of [jonas, vera, mia]) hear(one)
  const moves = vi.fn()
  awareness.on('change', moves)

  const lose = () => {
    provider.onClose()
    meetAnew(provider)
  }
  lose()
  vi.advanceTimersByTime(1000)
  // As when the next server does not answer yet.
  lose()
  expect(seen()).toEqual(['Jonas', 'Mia', 'Vera'])
  expect(moves).not.toHaveBeenCalled()
  // Those who kept their connection say nothing new of themselves, but the server tells of them all the same.
  hear(jonas)
  mia.setLocalState({ user: { name: 'Mia' }, cursor: 1 })
  hear(mia)
  vi.advanceTimersByTime(2000)
  expect(seen()).toEqual(['Jonas', 'Mia'])
  vi.advanceTimersByTime(60_000)
  expect(seen()).toEqual(['Jonas', 'Mia'])

  lose()
  vi.advanceTimersByTime(3000)
  expect(seen()).toEqual([])
  hear(vera)
  expect(seen()).toEqual(['Vera'])
})
