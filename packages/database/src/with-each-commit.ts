/** What is to be written with whatever a piece of work commits: with it, or not at all. */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Executor } from './connect.ts'

type Companion = (tx: Executor) => Promise<unknown>

const companions = new AsyncLocalStorage<Companion>()

/** Runs the work. Each transaction that it commits on any database of this process ends with the companion's statements. */
export function withEachCommit<Result>(companion: Companion, work: () => Promise<Result>): Promise<Result> {
  return companions.run(companion, work)
}

/** The work of a transaction, with what goes along with it. */
export function accompanied<Tx extends Executor, Result>(
  work: (tx: Tx) => Promise<Result>,
): (tx: Tx) => Promise<Result> {
  const companion = companions.getStore()
  if (!companion) return work
  return async (tx) => {
    const result = await work(tx)
    await companion(tx)
    return result
  }
}
