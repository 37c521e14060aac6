/**
 * The road of an update to the disk. What arrives while one commit runs goes out with the next, for all documents of
 * the process in one statement; so the wait is one commit or two, however many people write. Nothing is acknowledged
 * before its commit, and nothing is given up: while the database is away the updates wait here.
 */
import { appendUpdates, type LoggedUpdate } from '@quillwire/core/documents/update-log'
import type { Executor } from '@quillwire/database'

export interface UpdateLogOptions {
  pool: Executor
  /** Told how many updates a commit took and how many milliseconds. */
  onCommit?: (updates: number, durationMs: number) => void
  onError?: (error: Error) => void
  /** An update that the database refuses for what it is. Its writer is never told that it was saved. */
  onRefused?: (update: LoggedUpdate, error: Error) => void
  /** Called with true when more bytes wait than memory should hold, with false when they are written. */
  onPressure?: (high: boolean) => void
}

export interface UpdateLog {
  append(update: LoggedUpdate): void
  /** Calls back once everything that was appended so far is committed: at once where nothing waits. */
  whenCommitted(callback: () => void): void
  /** Resolves once everything that was appended so far is committed. */
  settled(): Promise<void>
  /** Updates that are not committed yet. */
  readonly waiting: number
}

const BATCH = 2000
const HIGH_WATER_BYTES = 64 * 1024 * 1024
const LOW_WATER_BYTES = 16 * 1024 * 1024
const RETRY_MS = [50, 100, 250, 500, 1000, 2000]

export function createUpdateLog(options: UpdateLogOptions): UpdateLog {
  let queue: LoggedUpdate[] = []
  let committing: LoggedUpdate[] = []
  let bytes = 0
  let pressed = false
  let running = false
  /** Numbers of updates appended and committed since the start: an acknowledgement waits for a number. */
  let appended = 0
  let committed = 0
  let waiters: { number: number; callback: () => void }[] = []

  async function run() {
    if (running) return
    running = true
    // One turn of the event loop, so that what arrived together is committed together.
    await new Promise<void>((done) => setImmediate(done))
    while (queue.length > 0) {
      committing = queue.slice(0, BATCH)
      queue = queue.slice(BATCH)
      const start = performance.now()
      await commit(committing)
      options.onCommit?.(committing.length, performance.now() - start)
      committed += committing.length
      for (const { update } of committing) bytes -= update.byteLength
      committing = []
      if (pressed && bytes < LOW_WATER_BYTES) press(false)
      release()
    }
    running = false
  }

  /** Commits the updates, however long it takes. A batch that is refused is halved until the culprit is found. */
  async function commit(updates: LoggedUpdate[]): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        await appendUpdates(options.pool, updates)
        return
      } catch (error) {
        if (!(error instanceof Error)) throw error
        options.onError?.(error)
        if (isAboutData(error)) {
          if (updates.length === 1 && updates[0]) return options.onRefused?.(updates[0], error)
          const half = updates.length >> 1
          await commit(updates.slice(0, half))
          return await commit(updates.slice(half))
        }
        await new Promise((done) => setTimeout(done, RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)]))
      }
    }
  }

  function release() {
    const due = waiters.filter(({ number }) => number <= committed)
    if (due.length === 0) return
    waiters = waiters.filter(({ number }) => number > committed)
    for (const { callback } of due) callback()
  }

  function press(high: boolean) {
    pressed = high
    options.onPressure?.(high)
  }

  const log: UpdateLog = {
    append(update) {
      queue.push(update)
      appended += 1
      bytes += update.update.byteLength
      if (!pressed && bytes > HIGH_WATER_BYTES) press(true)
      void run()
    },
    whenCommitted(callback) {
      if (committed === appended) callback()
      else waiters.push({ number: appended, callback })
    },
    settled: () => new Promise((done) => log.whenCommitted(done)),
    get waiting() {
      return queue.length + committing.length
    },
  }
  return log
}

/** SQLSTATE classes 22 (data), 23 (integrity) and 54 (limits): trying again would change nothing. */
function isAboutData(error: Error): boolean {
  const code = (error as { code?: unknown }).code
  return typeof code === 'string' && /^(22|23|54)/.test(code) && code !== '23503'
}
