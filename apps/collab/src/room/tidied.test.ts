/** Marks that say the same twice: Yjs deletes one, on the server as at each client. */
import { Document } from '@hocuspocus/server'
import { expect, onTestFinished, test, vi } from 'vitest'
import * as Y from 'yjs'
import type { DocumentChannel } from './document-channel.ts'
import { createRoom, type Verdict } from './room.ts'
import { createStateCache } from './state-cache.ts'

const RECEIVED = 'received'
const wordsOf = (ydoc: Y.Doc) => ydoc.getXmlFragment('body').get(0) as Y.XmlText
const bold = (ydoc: Y.Doc, isBold: true | null) => wordsOf(ydoc).format(0, 5, { bold: isBold })

/** “hello”, and what two people send who make it bold at the same time. */
function boldTwice() {
  const ada = new Y.Doc()
  ada.getXmlFragment('body').insert(0, [new Y.XmlText('hello')])
  const state = Y.encodeStateAsUpdate(ada)
  const before = Y.encodeStateVector(ada)
  const jonas = new Y.Doc()
  Y.applyUpdate(jonas, state)
  for (const one of [ada, jonas]) bold(one, true)
  const [byAda, byJonas] = [ada, jonas].map((one) => Y.encodeStateAsUpdate(one, before))
  if (!byAda || !byJonas) throw new Error('nothing was written')
  return { state, byAda, byJonas }
}

/** A room with this state, and what it appends to the log. */
function open(state: Uint8Array) {
  vi.useFakeTimers()
  const document = new Document('document')
  Y.applyUpdate(document, state)
  const log: { update: Uint8Array; actorId: string | null }[] = []
  const room = createRoom({
    document,
    stateCache: createStateCache(document),
    // The casts: this is all that the test needs of a log and of a channel.
    log: { append: (row: (typeof log)[number]) => log.push(row) } as unknown as Parameters<
      typeof createRoom
    >[0]['log'],
    documentBytes: 1_000_000,
    onEdit: () => {},
    onFault: (error) => {
      throw error
    },
  })
  onTestFinished(() => {
    document.destroy()
    vi.useRealTimers()
  })
  const verdicts: Verdict[] = []
  const channel = (id: string) =>
    ({
      prefix: { length: 1 },
      origin: { source: 'connection', connection: {} },
      context: { actor: { type: 'user', id } },
      taken: (verdict: Verdict) => verdicts.push(verdict),
    }) as unknown as DocumentChannel
  return {
    document,
    room,
    log,
    verdicts,
    channel,
    take(update: Uint8Array, id: string) {
      room.take(update, channel(id), false)
      vi.advanceTimersByTime(50)
    },
    stored() {
      const ydoc = new Y.Doc()
      ydoc.transact(() => {
        for (const update of [state, ...log.map((row) => row.update)]) Y.applyUpdate(ydoc, update)
      })
      return wordsOf(ydoc).toString()
    },
  }
}

/** Takes the bold away, as somebody who has what is in the room. */
function takeAway({ document, take }: ReturnType<typeof open>) {
  const cleo = new Y.Doc()
  Y.applyUpdate(cleo, Y.encodeStateAsUpdate(document), RECEIVED)
  cleo.on('update', (update: Uint8Array, origin: unknown) => origin !== RECEIVED && take(update, 'cleo'))
  bold(cleo, null)
}

test.each([
  ['calm', 0],
  ['busy', 200],
])(
  'in a %s room, words made bold by two people are stored as plain once somebody took it away',
  (_, frames) => {
    const { state, byAda, byJonas } = boldTwice()
    const opened = open(state)
    for (let frame = 0; frame < frames; frame++) {
      vi.advanceTimersByTime(5)
      opened.room.count()
    }
    opened.room.take(byAda, opened.channel('ada'), false)
    opened.take(byJonas, 'jonas')
    takeAway(opened)
    expect(new Set(opened.verdicts)).toEqual(new Set(['taken']))
    expect(wordsOf(opened.document).toString()).toBe('hello')
    expect(opened.stored()).toBe('hello')
  },
)

test('so are words of which another sync server brought one bold', () => {
  const { state, byAda, byJonas } = boldTwice()
  const opened = open(state)
  opened.take(byAda, 'ada')
  // The other server has it in the log already.
  opened.log.push({ update: byJonas, actorId: 'jonas' })
  Y.applyUpdate(opened.document, byJonas, { source: 'redis' })
  takeAway(opened)
  expect(wordsOf(opened.document).toString()).toBe('hello')
  expect(opened.stored()).toBe('hello')
})

test('what was tidied up is nobody’s, and is sent to whoever wrote last, too', () => {
  const { state, byAda, byJonas } = boldTwice()
  const { document, room, log, channel, take } = open(state)
  const jonas = channel('jonas')
  const heard: boolean[] = []
  document.on('update', () => heard.push(room.isEcho(Uint8Array.of(0, 0, 2, heard.length), jonas)))
  take(byAda, 'ada')
  room.take(byJonas, jonas, false)
  expect(log.map(({ actorId }) => actorId)).toEqual(['ada', 'jonas', null])
  expect(heard).toEqual([false, true, false])
})
