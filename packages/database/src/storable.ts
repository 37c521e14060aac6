/**
 * Makes text from outside storable: `text` cannot hold NUL, and `jsonb` cannot hold unpaired surrogates either. `json`
 * stores both, but fails when its contents are read.
 */
export function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed()
}

/** Any escape. Of the escapes that `JSON.stringify` writes, those that match five characters here cannot be stored. */
const ESCAPE = /\\(u0000|ud[89a-f][0-9a-f]{2}|.)/g

/** The same for the output of `JSON.stringify`. Costs next to nothing when it has no `\u` escapes. */
export function storableJson(json: string): string {
  if (!json.includes('\\u')) return json
  return json.replace(ESCAPE, (whole, what: string) => (what.length === 5 ? '\uFFFD' : whole))
}
