/**
 * Those fields whose values are other than before, of plain data. A form that was open for a while sends these alone:
 * what somebody else changed meanwhile is not put back.
 */
export function changedFields<Fields extends object>(before: Fields, after: Fields): Partial<Fields> {
  const changed = (Object.keys(after) as (keyof Fields)[]).filter(
    (name) => JSON.stringify(after[name]) !== JSON.stringify(before[name]),
  )
  // The cast: the names are those of the fields, each with the value that belongs to it.
  return Object.fromEntries(changed.map((name) => [name, after[name]])) as Partial<Fields>
}
