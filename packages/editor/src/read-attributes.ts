/**
 * The attributes of a node or mark as a program wrote them into a Y.Doc, where they can be anything. Code that shows a
 * document relies on their types and sizes: a cell that spans a thousand million columns would take all memory. A value
 * that cannot be used is left out, so that the schema's default takes its place.
 */

type Read = (value: unknown) => unknown

/** How many columns, and how many rows, a cell may span. */
export const MAX_SPAN = 100
/** The largest width or height of an image, in pixels. */
const MAX_LENGTH = 100_000

const rules: ReadonlyMap<string, Read> = new Map([
  ['level', whole(1, 3)],
  // CommonMark's limit: nine digits.
  ['start', whole(0, 999_999_999)],
  ['colspan', whole(1, MAX_SPAN)],
  ['rowspan', whole(1, MAX_SPAN)],
  ['colwidth', (value) => (Array.isArray(value) && value.every(Number.isFinite) ? value : undefined)],
  ['width', length],
  ['height', length],
  ['checked', (value) => value === true || value === 'true'],
])

export function readAttributes(attributes: unknown): Record<string, unknown> {
  if (typeof attributes !== 'object' || attributes === null) return {}
  const read: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(attributes)) {
    const kept = (rules.get(name) ?? text)(value)
    if (kept !== undefined) read[name] = kept
  }
  return read
}

function text(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' ? String(value) : undefined
}

/** Programs also write numbers as strings. */
function numberOf(value: unknown): number {
  return typeof value === 'number' || typeof value === 'string'
    ? Number.parseFloat(String(value))
    : Number.NaN
}

function whole(least: number, most: number): Read {
  return (value) => {
    const number = Math.trunc(numberOf(value))
    return Number.isNaN(number) ? undefined : Math.min(Math.max(number, least), most)
  }
}

function length(value: unknown): number | undefined {
  const number = numberOf(value)
  return number > 0 && number <= MAX_LENGTH ? number : undefined
}
