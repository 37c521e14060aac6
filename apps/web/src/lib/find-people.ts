import { folded, hasTyped } from '@quillwire/editor/folded'

interface Findable {
  user: { name: string; email: string }
}

/**
 * The people whose name or e-mail contains what is typed: first those whose name begins with it, then those with
 * another word that does. Among hundreds, “Li” would otherwise be lost between every Elizabeth and Oliver.
 */
export function findPeople<Person extends Findable>(people: readonly Person[], typed: string): Person[] {
  const wanted = folded(typed.trim())
  const rank = ({ user }: Person) => {
    if (folded(user.name).startsWith(wanted)) return 0
    return beginsWord(folded(textOf(user)), wanted) ? 1 : 2
  }
  return people
    .filter(({ user }) => hasTyped(textOf(user), typed))
    .map((person) => ({ person, rank: rank(person) }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ person }) => person)
}

function textOf({ name, email }: Findable['user']): string {
  return `${name} ${email}`
}

function beginsWord(text: string, wanted: string): boolean {
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1))
    if (!/[\p{L}\p{N}]/u.test(text.charAt(at - 1))) return true
  return false
}
