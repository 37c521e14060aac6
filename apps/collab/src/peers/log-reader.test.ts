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
