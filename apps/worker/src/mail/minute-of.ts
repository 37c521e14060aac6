/** "2026-11-15 09:30 (UTC)": a mail does not know where it is read. */
export function minuteOf(time: Date): string {
  return `${time.toISOString().slice(0, 16).replace('T', ' ')} (UTC)`
}
