const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' })
const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
]

/** "3 min. ago", "in 2 hr." */
export function relativeTime(iso: string, now = Date.now()): string {
  const seconds = (new Date(iso).getTime() - now) / 1000
  for (const [unit, size] of steps)
    if (Math.abs(seconds) >= size) return relative.format(Math.round(seconds / size), unit)
  return seconds > 5 ? 'in a moment' : 'just now'
}

/** "Nov 20, 2026, 11:30:00 PM GMT+1", in the reader's time zone, which is named: logs are compared with those of others. */
export function fullTime(iso: string): string {
  return full.format(new Date(iso)).replaceAll(/ (?=[A-Z]{2})/g, '\u00a0')
}

const full = new Intl.DateTimeFormat('en', {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'short',
})
