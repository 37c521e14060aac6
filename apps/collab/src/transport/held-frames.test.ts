import { expect, test } from 'vitest'
import { auth, frame, writeFrame } from './frames.ts'
import { HeldFrames } from './held-frames.ts'

const syncFrame = (address: string, word: number) => writeFrame(address, frame.sync, Uint8Array.of(word))

test('frames are released in the order in which they came, one document’s at a time', () => {
  const held = new HeldFrames()
  const [first, other, second] = [syncFrame('a', 1), syncFrame('b', 2), syncFrame('a', 3)]
  for (const [address, bytes] of [['a', first] as const, ['b', other] as const, ['a', second] as const])
    expect(held.hold(bytes, address)).toBe(true)
  expect(held.release('a')).toEqual([first, second])
  expect(held.release('a')).toEqual([])
  expect(held.count).toBe(1)
  expect(held.release('b')).toEqual([other])
})

test('a frame is held as it came, though its buffer is used again', () => {
  const held = new HeldFrames()
  const bytes = syncFrame('a', 1)
  held.hold(bytes, 'a')
  bytes.fill(0)
  expect(held.release('a')).toEqual([syncFrame('a', 1)])
})

test('for a client that is not let in to a document, nothing is held any longer', () => {
  const held = new HeldFrames()
  held.hold(syncFrame('a', 1), 'a')
  held.hold(syncFrame('b', 1), 'b')
  held.releaseRefused(syncFrame('a', 1))
  expect(held.count).toBe(2)
  held.releaseRefused(writeFrame('a', frame.auth, Uint8Array.of(auth.permissionDenied, 0)))
  expect(held.release('a')).toEqual([])
  expect(held.count).toBe(1)
})

test('there is room for many frames and for some megabytes, and for more again when they are released', () => {
  const many = new HeldFrames()
  for (let at = 0; at < 1000; at++) expect(many.hold(syncFrame('a', 1), 'a')).toBe(true)
  expect(many.hold(syncFrame('a', 1), 'a')).toBe(false)
  const large = new HeldFrames()
  const megabytes = new Uint8Array(3 * 1024 * 1024)
  expect(large.hold(megabytes, 'a')).toBe(true)
  large.release('a')
  expect(large.hold(megabytes, 'a')).toBe(true)
  expect(large.hold(megabytes, 'b')).toBe(false)
})
