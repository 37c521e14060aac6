import { vi } from 'vitest'
import type { Database } from '../connect.ts'

/** Resolves when `count` sessions wait for a lock that another transaction holds. */
export async function somebodyWaits(database: Database, count = 1): Promise<void> {
  await vi.waitFor(async () => {
    const { rows } = await database.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    )
    if (rows.length < count) throw new Error(`${rows.length} wait.`)
  })
}
