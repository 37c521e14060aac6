export interface Present {
  key: string
  name: string
  id: string | null
}

/**
 * Who is here: each person once, however many windows they have open. Returns the same array while it is the same
 * people, since this is called with each move of anybody's cursor.
 */
export function presentIn(
  states: ReadonlyMap<number, Record<string, unknown>>,
  before: readonly Present[],
): readonly Present[] {
  const found = new Map<string, Present>()
  for (const [client, state] of states) {
    // The cast: `keepDrawable` has brought it into this shape.
    const user = state.user as { id: string | null; name: string } | undefined
    if (!user) continue
    const key = user.id ?? String(client)
    found.set(key, { key, name: user.name, id: user.id })
  }
  const people = [...found.values()]
  const isSame =
    people.length === before.length &&
    people.every(({ key, name }, index) => key === before[index]?.key && name === before[index]?.name)
  return isSame ? before : people
}

/** Up to this many people who come or go at once are named. */
const NAMED = 3

/** Who has come and who has left, in a sentence each; empty where nobody has. */
export function comingsAndGoings(now: readonly Present[], before: readonly Present[]): string {
  const without = (people: readonly Present[], others: readonly Present[]) =>
    people.filter(({ key }) => !others.some((other) => other.key === key)).map(({ name }) => name)
  const came = without(now, before)
  const left = without(before, now)
  return [
    came.length > 0 && `${inWords(came)} ${came.length === 1 ? 'is' : 'are'} here.`,
    left.length > 0 && `${inWords(left)} ${left.length === 1 ? 'has' : 'have'} left.`,
  ]
    .filter(Boolean)
    .join(' ')
}

function inWords(names: readonly string[]): string {
  return names.length > NAMED ? `${names.length} people` : new Intl.ListFormat('en').format(names)
}
