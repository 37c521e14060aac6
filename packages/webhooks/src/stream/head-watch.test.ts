import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Executor } from '@quillwire/database'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createHeadWatch } from './head-watch.ts'

test('a reader that waits is told of what is new at once, though the clock was set forward meanwhile', async () => {
  const row = { id: 'team', generation: 1, transaction_id: '7', sequence: 1n, newest: 1n }
  let looks = 0
  const executor: Executor = {
    async query() {
      looks += 1
      return { rows: [row], rowCount: 1 } as never // the answer to the only query of the watch
    },
  }
  const watch = createHeadWatch({ executor, pollMs: 3_600_000, onError: console.error })
  const ending = new AbortController()
  onTestFinished(() => ending.abort())
  const news = watch.beyond('team', { generation: 1, transactionId: '7', sequence: 1n }, ending.signal)
  await vi.waitFor(() => expect(looks).toBe(1))
  await nextTurn()
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 86_400_000 })
  onTestFinished(() => {
    vi.useRealTimers()
  })
  Object.assign(row, { sequence: 2n, newest: 2n })
  watch.notify('team')
  expect(await news).toMatchObject({ sequence: 2n })
})
