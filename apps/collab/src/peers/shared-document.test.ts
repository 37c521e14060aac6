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
import { LIVES_BY_CONNECTION, readEntries } from '../room/awareness.ts'
import { longAgo } from '../testing/long-ago.ts'
import { message } from './messages.ts'
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
    const said: { type: number; payload: Uint8Array }[] = []
    const catchUp = vi.fn(async () => {})
    const shared = shareDocument({
      document,
      logger,
      say(type, payload = new Uint8Array()) {
        said.push({ type, payload })
        ways[name].push(() => processes[other].shared.receive(name, type, payload))
      },
      catchUp,
    })
    open.push(shared)
    return { document, shared, said, catchUp }
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

/** A text, written in two updates of which the second builds on the first. */
function twoUpdates() {
  const doc = new Y.Doc()
  doc.getText('title').insert(0, 'x')
  const first = Y.encodeStateAsUpdate(doc)
  const before = Y.encodeStateVector(doc)
  doc.getText('title').insert(1, 'y')
  return { first, second: Y.encodeStateAsUpdate(doc, before) }
}

/** Says that a letter is gone which was in another update. */
function deletion() {
  const doc = new Y.Doc()
  doc.getText('title').insert(0, 'x')
  const before = Y.encodeStateVector(doc)
  doc.getText('title').delete(0, 1)
  return Y.encodeStateAsUpdate(doc, before)
}

const titleOf = ({ document }: { document: Document }) => document.getText('title').toString()

/** What a client says about its own presence. */
function adaSays() {
  const client = new Awareness(new Y.Doc())
  client.setLocalState({ user: { name: 'Ada' } })
  const { clientID } = client
  const said = encodeAwarenessUpdate(client, [clientID])
  client.destroy()
  return { clientID, said }
}

/** Ada is at this process, over a connection of hers. */
function connectAda(document: Document) {
  const { clientID, said } = adaSays()
  // The cast: a connection is no more than a key here.
  const connection = { messageAddress: '', send() {} } as unknown as Parameters<Document['addConnection']>[0]
  document.addConnection(connection)
  document.applyAwarenessUpdate(connection, said)
  return clientID
}

type Process = ReturnType<typeof openAtTwo>['a']

function opens({ shared }: Process) {
  shared.loaded()
  shared.listening()
}

function bothListen({ a, b, hear }: ReturnType<typeof openAtTwo>) {
  opens(a)
  opens(b)
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
    const clientID = connectAda(a.document)
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
  opens(b)
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

test('what others commit while a document is being loaded is in it once it is loaded', () => {
  const { b } = openAtTwo()
  b.shared.receive('a', message.update, letter())
  b.shared.receive('a', message.missed, new Uint8Array())
  expect(titleOf(b)).toBe('')
  expect(b.catchUp).not.toHaveBeenCalled()
  b.shared.loaded()
  expect(titleOf(b)).toBe('x')
  expect(b.catchUp).toHaveBeenCalledTimes(1)
})

test.each([
  ['builds on one that was not heard', twoUpdates().second],
  ['deletes what was not heard', deletion()],
  ['cannot be understood', Uint8Array.of(99, 255, 255)],
])('an update that %s is read from the log', (_case, update) => {
  const { b } = openAtTwo()
  b.shared.loaded()
  b.shared.receive('a', message.update, update)
  expect(b.catchUp).toHaveBeenCalledTimes(1)
  // Otherwise the next who types here would be taken for its writer.
  const { pendingStructs, pendingDs } = b.document.store
  expect([pendingStructs, pendingDs]).toEqual([null, null])
})

test.each([
  ['closes the document', ({ shared }: Process) => shared.close()],
  ['hears nothing any more', ({ shared }: Process) => shared.deaf()],
])(
  'what a process kept to itself is read by one that opened the document unnoticed, when the first %s',
  (_case, end) => {
    const { a, b, ways, hear } = openAtTwo()
    opens(a)
    opens(b)
    ways.a = []
    ways.b = []
    a.shared.committed([letter()])
    expect(ways.a).toEqual([])
    end(a)
    hear()
    expect(b.catchUp).toHaveBeenCalledTimes(1)
  },
)

test('the others read the log once for what a process kept to itself, however often they are heard', () => {
  const { a, b, hear } = openAtTwo()
  opens(a)
  a.shared.committed([letter()])
  opens(b)
  for (let time = 0; time < 3; time++) {
    b.shared.greet()
    hear()
  }
  expect(a.said.filter(({ type }) => type === message.missed)).toHaveLength(1)
})

test('a process that hears nobody tells all that it commits', () => {
  const { a, b, hear } = openAtTwo()
  opens(a)
  b.shared.loaded()
  a.shared.deaf()
  a.shared.committed([letter()])
  hear()
  expect(titleOf(b)).toBe('x')
})

test('nothing is told to one that closed the document while it was not heard', () => {
  const both = openAtTwo()
  const { a, b, ways } = both
  bothListen(both)
  a.shared.deaf()
  b.shared.close()
  ways.b = []
  a.shared.listening()
  ways.a = []
  a.shared.committed([letter()])
  expect(ways.a).toEqual([])
})

test('where a client is, is told once, by its own process alone', () => {
  vi.useFakeTimers()
  try {
    const both = openAtTwo()
    const { a, b, hear } = both
    bothListen(both)
    const told = ({ said }: typeof a) =>
      said.splice(0).map(({ payload }) => readEntries(payload).map(({ clientId }) => clientId))
    const [ada, jonas] = [adaSays(), adaSays()]
    a.said.length = b.said.length = 0
    for (const { clientID, said } of [ada, jonas]) {
      applyAwarenessUpdate(a.document.awareness, said, 'client')
      vi.advanceTimersByTime(10)
      hear()
      vi.advanceTimersByTime(10)
      expect([told(a), told(b)]).toEqual([[[clientID]], []])
    }
    removeAwarenessStates(a.document.awareness, [ada.clientID], 'client')
    vi.advanceTimersByTime(10)
    hear()
    expect([...b.document.awareness.getStates().keys()]).toEqual([jonas.clientID])
  } finally {
    vi.useRealTimers()
  }
})

test('a client that lives by its connection here goes on doing so when other processes mention it', () => {
  vi.useFakeTimers()
  try {
    const both = openAtTwo()
    const { a, b, hear } = both
    bothListen(both)
    const { clientID, said } = adaSays()
    applyAwarenessUpdate(a.document.awareness, said, 'client')
    vi.advanceTimersByTime(10)
    hear()
    const heard = a.document.awareness.meta.get(clientID)
    if (heard) heard.lastUpdated = LIVES_BY_CONNECTION
    b.shared.greet()
    hear()
    longAgo(a.document.awareness)
    vi.advanceTimersByTime(10_000)
    expect([...a.document.awareness.getStates().keys()]).toEqual([clientID])
  } finally {
    vi.useRealTimers()
  }
})

test('a process vouches to others only, and only if it has clients', () => {
  const both = openAtTwo()
  const { a, b } = both
  opens(a)
  connectAda(a.document)
  a.shared.vouch()
  expect(a.said.map(({ type }) => type)).toEqual([message.question])
  bothListen(both)
  b.said.length = 0
  b.shared.vouch()
  expect(b.said).toEqual([])
})

test('a document that was closed is not talked about, and its log is not read', async () => {
  vi.useFakeTimers()
  try {
    const both = openAtTwo()
    const { a } = both
    bothListen(both)
    a.catchUp.mockRejectedValue(new Error('away'))
    await a.shared.readLog()
    a.shared.close()
    a.said.length = 0
    a.catchUp.mockClear()
    applyAwarenessUpdate(a.document.awareness, adaSays().said, 'client')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(a.said).toEqual([])
    expect(a.catchUp).not.toHaveBeenCalled()
  } finally {
    vi.useRealTimers()
  }
})
