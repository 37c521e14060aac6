/**
 * Texts from outside as PostgreSQL holds them: `text` knows no NUL, and `jsonb` no halves of characters either. `json`
 * takes both, and fails when somebody looks into it.
 */
export function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed()
}

/** An escape; of those that `JSON.stringify` writes, the ones with five characters here are what cannot be held. */
const ESCAPE = /\\(u0000|ud[89a-f][0-9a-f]{2}|.)/g

/** The same for what `JSON.stringify` wrote. Next to nothing where there are no escapes with a number. */
export function storableJson(json: string): string {
  if (!json.includes('\\u')) return json
  return json.replace(ESCAPE, (whole, what: string) => (what.length === 5 ? '\uFFFD' : whole))
}
