import { createLogger } from '@quillwire/process'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createLogReader } from './log-reader.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const logger = createLogger('test', 'silent')

function open() {
  const state = { isLoaded: true }
  const catchUp = vi.fn(async () => {})
  const isLoaded = () => state.isLoaded
  return { state, catchUp, reader: createLogReader({ documentId: 'document', logger, isLoaded, catchUp }) }
}

test('a log that cannot be read is read again until it can, and no more once the document is closed', async () => {
  const { reader, catchUp } = open()
  catchUp.mockRejectedValueOnce(new Error('away')).mockRejectedValueOnce(new Error('still away'))
  await reader.read()
  expect(catchUp).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(catchUp).toHaveBeenCalledTimes(3)

  catchUp.mockRejectedValueOnce(new Error('away'))
  await reader.read()
  reader.close()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(catchUp).toHaveBeenCalledTimes(4)
})

test('it is tried ever less often, at least every half minute, and soon again once it could be read', async () => {
  const { reader, catchUp } = open()
  let began = Date.now()
  let seconds: number[] = []
  const isAway = async () => {
    seconds.push((Date.now() - began) / 1000)
    throw new Error('away')
  }
  catchUp.mockImplementation(isAway)
  await reader.read()
  await vi.advanceTimersByTimeAsync(100_000)
  expect(seconds).toEqual([0, 1, 3, 7, 15, 31, 61, 91])

  catchUp.mockImplementation(async () => {})
  await reader.read()
  catchUp.mockImplementation(isAway)
  began = Date.now()
  seconds = []
  await reader.read()
  await vi.advanceTimersByTimeAsync(1000)
  expect(seconds).toEqual([0, 1])
})

test('a log that was read meanwhile is not read again after the pause', async () => {
  const { reader, catchUp } = open()
  catchUp.mockRejectedValueOnce(new Error('away'))
  await reader.read()
  await reader.read()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(catchUp).toHaveBeenCalledTimes(2)
})

test('a reading that fails after the document was closed is not repeated', async () => {
  const { reader, catchUp } = open()
  const first = Promise.withResolvers<void>()
  catchUp.mockReturnValueOnce(first.promise)
  const reading = reader.read()
  reader.close()
  first.reject(new Error('away'))
  await reading
  await vi.advanceTimersByTimeAsync(60_000)
  expect(catchUp).toHaveBeenCalledTimes(1)
})

test('however often it is asked for while it is being read, it is read once more after that', async () => {
  const { reader, catchUp } = open()
  const first = Promise.withResolvers<void>()
  catchUp.mockReturnValueOnce(first.promise)
  const reading = reader.read()
  for (let i = 0; i < 3; i++) void reader.read()
  expect(catchUp).toHaveBeenCalledTimes(1)
  first.resolve()
  await reading
  expect(catchUp).toHaveBeenCalledTimes(2)
})

test('what is asked for while the document is being loaded is read when it is there', async () => {
  const { state, reader, catchUp } = open()
  state.isLoaded = false
  await reader.read()
  expect(catchUp).not.toHaveBeenCalled()
  state.isLoaded = true
  reader.readWhatWasAsked()
  expect(catchUp).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(0)
  reader.readWhatWasAsked()
  expect(catchUp).toHaveBeenCalledTimes(1)
})
