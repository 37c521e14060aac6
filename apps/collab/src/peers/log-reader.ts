/** Brings a document up to what is in the log: one reading at a time, and again until one could be read. */
import type { Logger } from '@quillwire/process'

export interface LogReader {
  /** Reads the log: now, or once the document is in memory and the reading under way has ended. */
  read(): Promise<void>
  /** To be called when the document is in memory: reads the log if that was asked for before. */
  readWhatWasAsked(): void
  close(): void
}

export interface LogReaderOptions {
  documentId: string
  logger: Logger
  /** Whether the document is in memory, so that it can be brought up to anything. */
  isLoaded(): boolean
  catchUp(): Promise<void>
}

/** A log that cannot be read is tried again after this pause, which doubles each time. */
const READ_AGAIN_MS = 1000
const READ_AGAIN_AT_LATEST_MS = 30_000

export function createLogReader({ documentId, logger, isLoaded, catchUp }: LogReaderOptions): LogReader {
  /** Whether the log may have more, and whether it is being read. */
  let behind = false
  let reading = false
  let pauseMs = READ_AGAIN_MS
  let readingAgain: NodeJS.Timeout | undefined
  let closed = false

  async function read() {
    behind = true
    // The read that is under way may have begun too early: another one follows it.
    if (!isLoaded() || reading) return
    reading = true
    clearTimeout(readingAgain)
    try {
      while (behind) {
        behind = false
        await catchUp()
      }
      pauseMs = READ_AGAIN_MS
    } catch (error) {
      if (closed) return
      logger.warn({ err: error, documentId }, 'not caught up, will try again')
      readingAgain = setTimeout(read, pauseMs).unref()
      pauseMs = Math.min(READ_AGAIN_AT_LATEST_MS, pauseMs * 2)
    } finally {
      reading = false
    }
  }

  return {
    read,
    readWhatWasAsked() {
      if (behind) void read()
    },
    close() {
      closed = true
      clearTimeout(readingAgain)
    },
  }
}
