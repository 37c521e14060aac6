import { vi } from 'vitest'
import type { Database } from '../connect.ts'

/** Resolves when somebody waits for what another transaction holds. */
export async function somebodyWaits(database: Database): Promise<void> {
  await vi.waitFor(async () => {
    const { rows } = await database.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    )
    if (rows.length === 0) throw new Error('Nobody waits.')
  })
}
