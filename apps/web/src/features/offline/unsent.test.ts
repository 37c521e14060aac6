import { beforeEach, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { noteUnsent } from './unsent.ts'
import { nothingUnsent, unsentCopies } from './unsent-notes.ts'

let room = true
beforeEach(() => {
  room = true
  // As in a browser, the stored items are its own properties.
  const storage = Object.create({
    getItem: (key: string) => storage[key] ?? null,
    setItem(key: string, value: string) {
      if (!room) throw new DOMException('Full', 'QuotaExceededError')
      storage[key] = value
    },
    removeItem: (key: string) => void delete storage[key],
  })
  vi.stubGlobal('localStorage', storage)
  return () => vi.unstubAllGlobals()
})

const write = (ydoc: Y.Doc, text: string) => ydoc.getText('title').insert(0, text)

test('what is written here is unsent until the server has it', () => {
  const ydoc = new Y.Doc()
  noteUnsent('trip.ada', ydoc)
  expect(unsentCopies()).toEqual([])
  write(ydoc, 'Lisbon')
  write(ydoc, 'To ')
  expect(unsentCopies()).toEqual(['trip.ada'])
  nothingUnsent('trip.ada')
  expect(unsentCopies()).toEqual([])
})

test('what others wrote, and what is read from the copy, is not unsent', () => {
  const others = new Y.Doc()
  write(others, 'Lisbon')
  const ydoc = new Y.Doc()
  noteUnsent('trip.ada', ydoc)
  Y.applyUpdate(ydoc, Y.encodeStateAsUpdate(others), 'server')
  expect(ydoc.getText('title').toString()).toBe('Lisbon')
  expect(unsentCopies()).toEqual([])
})

test('it is known where the unsent letters of each client begin, even after a reload or without room for a note', () => {
  const before = new Y.Doc()
  noteUnsent('trip.ada', before)
  write(before, 'To ')
  const after = new Y.Doc()
  const note = noteUnsent('trip.ada', after)
  Y.applyUpdate(after, Y.encodeStateAsUpdate(before), 'copy')
  room = false
  write(after, 'Let us ')
  write(after, 'Lisbon? ')
  expect(note.letters()).toEqual(
    new Map([
      [before.clientID, 0],
      [after.clientID, 0],
    ]),
  )
  note.sent()
  expect(note.letters()).toEqual(new Map())
  write(after, 'Ada: ')
  expect(note.letters()).toEqual(new Map([[after.clientID, 'Let us Lisbon? '.length]]))
})

test('what another tab has left on this device stays noted until a page that has it sends it', () => {
  const here = new Y.Doc()
  const note = noteUnsent('trip.ada', here)
  const other = new Y.Doc()
  noteUnsent('trip.ada', other)
  write(other, 'Lisbon')
  write(here, 'To ')
  const ofAll = new Map([other, here].map(({ clientID }) => [clientID, 0]))
  expect(noteUnsent('trip.ada', new Y.Doc()).letters()).toEqual(ofAll)
  note.sent()
  expect(unsentCopies()).toEqual(['trip.ada'])
  expect(note.letters()).toEqual(new Map([[other.clientID, 0]]))
  Y.applyUpdate(here, Y.encodeStateAsUpdate(other), 'copy')
  note.sent()
  expect(unsentCopies()).toEqual([])
})

test('what was noted but never kept is no longer noted once a page that was opened later has sent all', () => {
  const closed = new Y.Doc()
  noteUnsent('trip.ada', closed)
  write(closed, 'Lisbon')
  noteUnsent('trip.ada', new Y.Doc()).sent()
  expect(unsentCopies()).toEqual([])
})

test('a storage without room keeps no update from being sent', () => {
  room = false
  const ydoc = new Y.Doc()
  noteUnsent('trip.ada', ydoc)
  const sent: Uint8Array[] = []
  ydoc.on('update', (update: Uint8Array) => sent.push(update))
  write(ydoc, 'Lisbon')
  expect(sent).toHaveLength(1)
})
