import { ConfigError } from './config-error.ts'

/** Names that begin like this are ours alone, so an unknown one is a mistake. */
const PREFIXES = ['COLLAB_', 'COMPACT_', 'QUILLWIRE_', 'WEBHOOK_', 'SMTP_', 'SIGN_UP', 'TRUSTED_PROX']

/** For the sample programs that talk to Quillwire: they may run in the shell that starts it. */
const OF_CLIENTS = ['QUILLWIRE_KEY', 'QUILLWIRE_URL']

/** Shorter names (PORT, SECRET) have innocent neighbours in everybody's environment. */
const SHORTEST_GUESSED = 7

/**
 * Refuses variables that were meant for us but are not ours: `WEBHOOK_ALOWED_NETWORKS` would otherwise be ignored in
 * silence. The environment holds everybody's variables, so only near misses and our own prefixes count.
 */
export function refuseUnknown(env: Record<string, string | undefined>, known: readonly string[]): void {
  const set = Object.keys(env).filter((name) => env[name])
  for (const name of set) {
    if (known.includes(name) || OF_CLIENTS.includes(name)) continue
    const meant = known.find((ours) => !env[ours] && isNear(name.toUpperCase(), ours))
    if (meant) throw new ConfigError(`${name} is not a setting of Quillwire. Did you mean ${meant}?`)
    if (PREFIXES.some((prefix) => name.startsWith(prefix)))
      throw new ConfigError(
        `${name} is not a setting of Quillwire. See docs/configuration.md for those that are.`,
      )
  }
}

function isNear(name: string, ours: string): boolean {
  if (ours.length < SHORTEST_GUESSED) return false
  return distance(name, ours) <= (ours.length < 10 ? 1 : 2)
}

/** Edits between two words: insert, delete, replace, or swap two neighbours (optimal string alignment). */
function distance(left: string, right: string): number {
  let before: number[] = []
  let above = Array.from({ length: right.length + 1 }, (_, column) => column)
  for (let row = 1; row <= left.length; row++) {
    const current = [row]
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1]
      const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]
      current[column] = Math.min(
        at(above, column) + 1,
        at(current, column - 1) + 1,
        at(above, column - 1) + (same ? 0 : 1),
        swapped && row > 1 && column > 1 ? at(before, column - 2) + 1 : Number.POSITIVE_INFINITY,
      )
    }
    before = above
    above = current
  }
  return at(above, right.length)
}

function at(row: number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY
}
