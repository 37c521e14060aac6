/** What is to be committed together with each transaction of a piece of work, or not at all. */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Executor } from './connect.ts'

type Companion = (tx: Executor) => Promise<unknown>

const companions = new AsyncLocalStorage<{ companion: Companion | null }>()

/**
 * Runs the work. Each transaction that it commits, on any database of this process, ends with the companion's
 * statements, and is rolled back if those fail. Anything that the work leaves running, such as a timer, runs without
 * the companion.
 */
export async function withEachCommit<Result>(
  companion: Companion,
  work: () => Promise<Result>,
): Promise<Result> {
  const current: { companion: Companion | null } = { companion }
  try {
    return await companions.run(current, work)
  } finally {
    current.companion = null
  }
}

/** The work of a transaction, followed by the current companion if there is one. */
export function accompanied<Tx extends Executor, Result>(
  work: (tx: Tx) => Promise<Result>,
): (tx: Tx) => Promise<Result> {
  const companion = companions.getStore()?.companion
  if (!companion) return work
  return async (tx) => {
    const result = await work(tx)
    await companion(tx)
    return result
  }
}
