interface Person {
  user: { id: string; name: string }
}

const letters = new Intl.Collator('en')

/**
 * Orders people in a list as in an address book, where case and accents hardly matter. The database sorts by the
 * collation it was created with, often by bytes, which puts "anna" and "Émile" after "Zoë".
 */
export function byName({ user: one }: Person, { user: other }: Person): number {
  return letters.compare(one.name, other.name) || (one.id < other.id ? -1 : 1)
}
