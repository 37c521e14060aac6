import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Executor } from '@quillwire/database'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createHeadWatch } from './head-watch.ts'

/** A watch that looks by itself once an hour, and what it sees. */
function watchOf(row: { sequence: bigint; newest: bigint }) {
  let looks = 0
  const executor: Executor = {
    async query() {
      looks += 1
      const rows = [{ id: 'team', generation: 1, transaction_id: '7', ...row }]
      return { rows, rowCount: 1 } as never // the answer to the only query of the watch
    },
  }
  const watch = createHeadWatch({ executor, pollMs: 3_600_000, onError: console.error })
  const ending = new AbortController()
  onTestFinished(() => ending.abort())
  const news = watch.beyond('team', { generation: 1, transactionId: '7', sequence: 1n }, ending.signal)
  return {
    watch,
    news,
    looked: (times: number) => vi.waitFor(() => expect(looks).toBeGreaterThanOrEqual(times)),
  }
}

test('a reader that waits is told of what is new at once, though the clock was set forward meanwhile', async () => {
  const row = { sequence: 1n, newest: 1n }
  const { watch, news, looked } = watchOf(row)
  await looked(1)
  await nextTurn()
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 86_400_000 })
  onTestFinished(() => {
    vi.useRealTimers()
  })
  Object.assign(row, { sequence: 2n, newest: 2n })
  watch.notify('team')
  expect(await news).toMatchObject({ sequence: 2n })
})

test('a reader is told of what was held back as soon as it may be shown, though nothing notifies of that', async () => {
  const row = { sequence: 1n, newest: 2n }
  const { news, looked } = watchOf(row)
  await looked(3)
  row.sequence = 2n
  expect(await news).toMatchObject({ sequence: 2n })
})
