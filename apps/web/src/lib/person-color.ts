/** Colours on which white text is readable in both themes, and which most people can tell apart. */
const colors = [
  '#3b5bbf',
  '#a83a5b',
  '#2f7d5b',
  '#8a5a1f',
  '#7144b0',
  '#1f7a8c',
  '#b0472f',
  '#4d6a1f',
  '#8c3f8c',
  '#456080',
]

/** The colour of the person with this id. */
export function personColor(key: string): string {
  let sum = 0
  for (const letter of key) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973
  return colors[sum % colors.length] ?? '#3b5bbf'
}
