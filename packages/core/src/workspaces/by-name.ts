interface Person {
  user: { id: string; name: string }
}

const letters = new Intl.Collator('en')

/**
 * The order of people in a list: that of an address book, in which small letters and accents make no other place. The
 * database has the one that it was made with, often that of bytes, and puts “anna” and “Émile” after “Zoë”.
 */
export function byName({ user: one }: Person, { user: other }: Person): number {
  return letters.compare(one.name, other.name) || (one.id < other.id ? -1 : 1)
}
