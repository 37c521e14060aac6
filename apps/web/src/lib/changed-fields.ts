/**
 * The fields of plain data whose values differ from before. A form that was open for a while sends only these, so that
 * it does not undo what somebody else changed meanwhile.
 */
export function changedFields<Fields extends object>(before: Fields, after: Fields): Partial<Fields> {
  const changed = (Object.keys(after) as (keyof Fields)[]).filter(
    (name) => JSON.stringify(after[name]) !== JSON.stringify(before[name]),
  )
  // The cast: the names are names of fields, each with its own value.
  return Object.fromEntries(changed.map((name) => [name, after[name]])) as Partial<Fields>
}
