import { DEFAULT_RETRY_SCHEDULE } from '@quillwire/webhooks/retry-schedule'
import { inWords } from './durations.ts'

export function isDefaultSchedule(schedule: readonly number[]): boolean {
  return String(schedule) === String(DEFAULT_RETRY_SCHEDULE)
}

/** `10 attempts over 3 days 5 hours` */
export function scheduleInWords(schedule: readonly number[]): string {
  if (schedule.length === 1) return '1 attempt, no retries'
  const span = schedule.reduce((sum, seconds) => sum + seconds, 0)
  return `${schedule.length} attempts over ${inWords(span)}`
}

/** `at once, then after 5 seconds, 5 minutes and 1 hour` */
export function waitsInWords(schedule: readonly number[]): string {
  const [first = 0, ...waits] = schedule
  const start = first === 0 ? 'at once' : `after ${inWords(first)}`
  if (waits.length === 0) return start
  const list = new Intl.ListFormat('en', { type: 'conjunction' }).format(waits.map(inWords))
  return `${start}, then after ${list}`
}
