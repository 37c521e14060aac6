import type { Executor } from '@quillwire/database'

/**
 * The time by which tickets end: the database's. The clocks of the program that issues a ticket and of the one that
 * reads it may differ by more than a ticket lasts.
 */
export async function ticketClock(executor: Executor): Promise<Date> {
  const { rows } = await executor.query<{ at: Date }>('SELECT clock_timestamp() AS at', [], 'ticket clock')
  return rows[0]?.at ?? new Date()
}
