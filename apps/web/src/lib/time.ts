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

/** "11:30 PM", "Nov 20, 11:30 PM" or "Nov 20, 2025, 11:30 PM": without the day or year if it is the present one. */
export function shortTime(iso: string, now = Date.now()): string {
  const moment = new Date(iso)
  const today = new Date(now)
  if (moment.toDateString() === today.toDateString()) return timeOfDay.format(moment)
  return (moment.getFullYear() === today.getFullYear() ? dayAndTime : yearAndTime).format(moment)
}

const minutes = { hour: 'numeric', minute: '2-digit' } as const
const timeOfDay = new Intl.DateTimeFormat('en', minutes)
const dayAndTime = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric', ...minutes })
const yearAndTime = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' })

/** "Nov 20, 2026, 11:30:00 PM GMT+1": in the reader's time zone, which is named for comparison with others' logs. */
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
