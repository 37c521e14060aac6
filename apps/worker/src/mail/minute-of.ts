/** "2026-11-15 09:30 (UTC)": the reader's time zone is not known. */
export function minuteOf(time: Date): string {
  return `${time.toISOString().slice(0, 16).replace('T', ' ')} (UTC)`
}
