import { Document } from '@hocuspocus/server'
import { createLogger } from '@quillwire/process'
import { afterEach, expect, test, vi } from 'vitest'
import {
  Awareness,
  applyAwarenessUpdate,
  encodeAwarenessUpdate,
  removeAwarenessStates,
} from 'y-protocols/awareness'
import * as Y from 'yjs'
import { longAgo } from '../testing/long-ago.ts'
import { shareDocument } from './shared-document.ts'

const logger = createLogger('test', 'silent')
const open: { close(): void }[] = []
afterEach(() => {
  for (const one of open.splice(0)) one.close()
})

/** Messages that are still on their way, in their order. */
type Way = (() => void)[]

/** A document in two processes. Each hears what the other says when the message is taken from its way. */
function openAtTwo() {
  const ways: Record<'a' | 'b', Way> = { a: [], b: [] }
  const at = (name: 'a' | 'b', other: 'a' | 'b') => {
    const document = new Document('document')
    const shared = shareDocument({
      document,
      logger,
      say: (type, payload = new Uint8Array()) =>
        ways[name].push(() => processes[other].shared.receive(name, type, payload)),
      catchUp: async () => {},
    })
    open.push(shared)
    return { document, shared }
  }
  const processes = { a: at('a', 'b'), b: at('b', 'a') }
  /** Both hear everything. */
  function hear() {
    for (let step = ways.a.shift() ?? ways.b.shift(); step; step = ways.a.shift() ?? ways.b.shift()) step()
  }
  return { ...processes, ways, hear }
}

const letter = () => {
  const doc = new Y.Doc()
  doc.getText('title').insert(0, 'x')
  return Y.encodeStateAsUpdate(doc)
}

/** What a client says about its own presence. */
function adaSays() {
  const client = new Awareness(new Y.Doc())
  client.setLocalState({ user: { name: 'Ada' } })
  const { clientID } = client
  const said = encodeAwarenessUpdate(client, [clientID])
  client.destroy()
  return { clientID, said }
}

function bothListen({ a, b, hear }: ReturnType<typeof openAtTwo>) {
  for (const { shared } of [a, b]) {
    shared.loaded()
    shared.listening()
  }
  hear()
}

test('the last client to leave a process has left at the others, too, however soon the document is closed there', () => {
  const both = openAtTwo()
  const { a, b, hear } = both
  bothListen(both)
  const { clientID, said } = adaSays()
  applyAwarenessUpdate(a.document.awareness, said, 'client')
  a.shared.greet()
  hear()
  expect([...b.document.awareness.getStates().keys()]).toEqual([clientID])

  removeAwarenessStates(a.document.awareness, [clientID], 'client')
  a.document.destroy()
  a.shared.close()
  hear()
  expect([...b.document.awareness.getStates().keys()]).toEqual([])
})

test('a client that says nothing for long is seen at other processes while its own vouches for it, and no longer', () => {
  vi.useFakeTimers()
  try {
    const both = openAtTwo()
    const { a, b, hear } = both
    bothListen(both)
    const { clientID, said } = adaSays()
    // The cast: a connection is no more than a key here.
    const connection = { messageAddress: '', send() {} } as unknown as Parameters<
      Document['addConnection']
    >[0]
    a.document.addConnection(connection)
    a.document.applyAwarenessUpdate(connection, said)
    a.shared.greet()
    hear()
    const passMinute = (vouch: () => void) => {
      vi.advanceTimersByTime(1000)
      hear()
      longAgo(b.document.awareness)
      vouch()
      hear()
      vi.advanceTimersByTime(10_000)
    }
    passMinute(a.shared.vouch)
    expect([...b.document.awareness.getStates().keys()]).toEqual([clientID])
    // Nobody vouches for the clients of another process.
    passMinute(b.shared.vouch)
    expect([...b.document.awareness.getStates().keys()]).toEqual([])
  } finally {
    vi.useRealTimers()
  }
})

test('a process that closes a document before it has heard the others is not taken for one that has it', () => {
  const { a, b, ways } = openAtTwo()
  b.shared.loaded()
  b.shared.listening()
  ways.b = []
  a.shared.listening()
  ways.a.shift()?.()
  // The answer is on its way.
  expect(ways.b).toHaveLength(1)
  a.shared.close()
  ways.b = []
  for (const step of ways.a) step()
  b.shared.committed([letter()])
  expect(ways.b).toEqual([])
})

test('a process whose question nobody heard when it was back asks again once it can be heard', () => {
  const both = openAtTwo()
  const { a, ways, hear } = both
  bothListen(both)
  a.shared.deaf()
  a.shared.listening()
  ways.a = []
  a.shared.greet()
  hear()
  a.shared.committed([letter()])
  expect(ways.a).toHaveLength(1)
})
