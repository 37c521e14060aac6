/**
 * The way of an update to the disk. What arrives while one commit runs goes out with the next one, for all documents
 * of the process in one statement. So the wait is one commit or two, however many people write. Under load a commit
 * is held back for some milliseconds, so that more updates share its cost. Nothing is acknowledged before its commit,
 * and nothing is given up: while the database is away, the updates wait here.
 */

import { appendUpdates, type LoggedUpdate } from '@quillwire/core/documents/update-log'
import { type Executor, isDataError } from '@quillwire/database'
import { withSpan } from '@quillwire/process'

export interface UpdateLogOptions {
  pool: Executor
  /** Called with the updates that a commit wrote, and how many milliseconds it took. */
  onCommit?: (updates: readonly LoggedUpdate[], durationMs: number) => void
  /** Called for each failure after which the commit is tried again. */
  onError?: (error: Error) => void
  /** Called for an update that the database refuses because of its data. Its writer must not hear that it was saved. */
  onRefused?: (update: LoggedUpdate, error: Error) => void
  /** Called with true when more bytes wait than memory should hold, and with false when most of them are written. */
  onPressure?: (high: boolean) => void
}

export interface UpdateLog {
  append(update: LoggedUpdate): void
  /** Calls back once everything that was appended so far is committed: at once if nothing waits. */
  whenCommitted(callback: (waitedMs: number) => void): void
  /** Resolves once everything that was appended so far is committed. */
  settled(): Promise<void>
  /** Updates that are not committed yet, and their bytes. */
  readonly waiting: number
  readonly waitingBytes: number
  /** For how many milliseconds commits have failed; 0 if they succeed. */
  readonly stuckMs: number
}

const MAX_BATCH = 2000
const MAX_BATCH_BYTES = 32 * 1024 * 1024
const HIGH_WATER_BYTES = 64 * 1024 * 1024
const LOW_WATER_BYTES = 16 * 1024 * 1024
const RETRY_MS = [50, 100, 250, 500, 1000, 2000]
/** After a commit of so many updates, more are likely to come soon: the next one waits for them. */
const BUSY = 3
const WINDOW_MS = 2

interface Waiter {
  number: number
  since: number
  callback: (waitedMs: number) => void
}

export function createUpdateLog(options: UpdateLogOptions): UpdateLog {
  let queue: LoggedUpdate[] = []
  let committing: LoggedUpdate[] = []
  let bytes = 0
  let pressed = false
  let running = false
  /** How many updates the last commit took, and when it ended. */
  let last = 0
  let endedAt = 0
  let failingSince: number | undefined
  /** How many updates were appended and committed since the start: an acknowledgement waits for such a number. */
  let appended = 0
  let committed = 0
  /** Sorted by their numbers. */
  let waiters: Waiter[] = []

  async function run() {
    running = true
    while (queue.length > 0) {
      const pause = last >= BUSY ? WINDOW_MS - (performance.now() - endedAt) : 0
      await (pause > 0 ? milliseconds(pause) : turn())
      committing = nextBatch()
      last = committing.length
      const start = performance.now()
      const written = await commit(committing)
      options.onCommit?.(written, performance.now() - start)
      endedAt = performance.now()
      committed += committing.length
      for (const { update } of committing) bytes -= update.byteLength
      committing = []
      if (pressed && bytes < LOW_WATER_BYTES) press(false)
      release()
    }
    running = false
  }

  function nextBatch(): LoggedUpdate[] {
    let count = 0
    let size = 0
    for (const { update } of queue) {
      size += update.byteLength
      if (count === MAX_BATCH || (count > 0 && size > MAX_BATCH_BYTES)) break
      count += 1
    }
    const batch = count === queue.length ? queue : queue.slice(0, count)
    queue = count === queue.length ? [] : queue.slice(count)
    return batch
  }

  /**
   * Commits the updates, however long it takes. A batch that is refused is halved until the culprit is found.
   * @returns the updates that were written.
   */
  async function commit(updates: LoggedUpdate[]): Promise<LoggedUpdate[]> {
    for (let attempt = 0; ; attempt++) {
      try {
        await withSpan('log commit', { attributes: { 'quillwire.updates': updates.length } }, () =>
          appendUpdates(options.pool, updates),
        )
        failingSince = undefined
        return updates
      } catch (error) {
        if (!(error instanceof Error)) throw error
        if (isDataError(error)) {
          if (updates.length === 1 && updates[0]) {
            options.onRefused?.(updates[0], error)
            return []
          }
          const half = updates.length >> 1
          return [...(await commit(updates.slice(0, half))), ...(await commit(updates.slice(half)))]
        }
        options.onError?.(error)
        failingSince ??= performance.now()
        await milliseconds(RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)] ?? 0)
      }
    }
  }

  function release() {
    let due = 0
    const now = performance.now()
    for (const { number, since, callback } of waiters) {
      if (number > committed) break
      due += 1
      callback(now - since)
    }
    waiters = due === waiters.length ? [] : waiters.slice(due)
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
      if (!running) void run()
    },
    whenCommitted(callback) {
      if (committed === appended) callback(0)
      else waiters.push({ number: appended, since: performance.now(), callback })
    },
    settled: () => new Promise((done) => log.whenCommitted(() => done())),
    get waiting() {
      return queue.length + committing.length
    },
    get waitingBytes() {
      return bytes
    },
    get stuckMs() {
      return failingSince === undefined ? 0 : performance.now() - failingSince
    },
  }
  return log
}

/** One turn of the event loop, so that what arrived together is committed together. */
const turn = () => new Promise<void>((done) => setImmediate(done))
const milliseconds = (duration: number) => new Promise<void>((done) => setTimeout(done, duration))
