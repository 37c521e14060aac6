/** The vocabulary of the vendors' rules. A rule throws with the place at fault. */

export type Fields = Record<string, unknown>

export function fault(place: string, what: string): never {
  throw new Error(`${place}: ${what}`)
}

/** An object with all of the required fields and no others than the optional ones. */
export function fields(value: unknown, place: string, required: string[], optional: string[] = []): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) fault(place, 'not an object')
  const found = Object.keys(value)
  for (const name of required) if (!found.includes(name)) fault(place, `${name} is missing`)
  for (const name of found)
    if (![...required, ...optional].includes(name)) fault(place, `${name} is not known`)
  return value as Fields
}

export function list(value: unknown, place: string, limit: number): unknown[] {
  if (!Array.isArray(value)) fault(place, 'not a list')
  if (value.length === 0) fault(place, 'empty')
  if (value.length > limit) fault(place, `${value.length} entries, at most ${limit}`)
  return value
}

/** Visible text of at most `limit` characters, well-formed and without control characters. */
export function text(value: unknown, place: string, limit: number): string {
  if (typeof value !== 'string') fault(place, 'not a text')
  if (!/[^\s\p{C}\p{M}\u115f\u1160\u2800\u3164\uffa0]/u.test(value)) fault(place, 'blank')
  if (value.length > limit) fault(place, `${value.length} characters, at most ${limit}`)
  if (!value.isWellFormed()) fault(place, 'half a character')
  if (/(?!\n)\p{Cc}|[\u202a-\u202e]/u.test(value)) fault(place, 'a control character')
  return value
}

export function oneOf(value: unknown, place: string, allowed: readonly unknown[]): void {
  if (!allowed.includes(value)) fault(place, `${JSON.stringify(value)} is none of ${JSON.stringify(allowed)}`)
}

export function webAddress(value: unknown, place: string, limit: number): string {
  const address = text(value, place, limit)
  if (!/^https?:\/\/[^\s<>|]+$/.test(address)) fault(place, `${address} is no web address`)
  return address
}

export function without(value: string, place: string, pattern: RegExp): void {
  const match = pattern.exec(value)
  if (match) fault(place, `“${match[0]}” is live`)
}
