/** Durations as admins write and read them. */

const units = { s: 1, m: 60, h: 3600, d: 86_400 } as const
const names = [
  ['day', units.d],
  ['hour', units.h],
  ['minute', units.m],
  ['second', units.s],
] as const

/** The seconds of `90`, `30s`, `5m`, `2h` or `1d`; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d{1,6})\s*([smhd]?)$/.exec(text.trim().toLowerCase())
  if (!match) return undefined
  const unit = (match[2] || 's') as keyof typeof units // the pattern allows no other
  return Number(match[1]) * units[unit]
}

/** The seconds of each part of a list such as `0, 5s, 5m`; undefined if a part is invalid. */
export function parseDurations(text: string): number[] | undefined {
  const seconds = text
    .split(/[,\s]+/)
    .filter(Boolean)
    .map(parseDuration)
  return seconds.every((one) => one !== undefined) && seconds.length > 0 ? seconds : undefined
}

/** `0, 5s, 5m`: what `parseDurations` reads. */
export function writeDurations(seconds: readonly number[]): string {
  return seconds.map(writeDuration).join(', ')
}

export function writeDuration(seconds: number): string {
  if (seconds === 0) return '0'
  const [unit, size] = Object.entries(units).findLast(([, span]) => seconds % span === 0) ?? ['s', 1]
  return `${seconds / size}${unit}`
}

/** `5 minutes`, `2 days 3 hours`: the two largest parts at most. */
export function inWords(seconds: number): string {
  const parts: string[] = []
  let rest = seconds
  for (const [name, size] of names) {
    const count = Math.floor(rest / size)
    if (count > 0) parts.push(`${count} ${name}${count === 1 ? '' : 's'}`)
    rest %= size
  }
  return parts.slice(0, 2).join(' ') || '0 seconds'
}
