/**
 * A text as it is looked for: the same for small and capital letters, with accents and without, whether an accent is a
 * part of its letter (as keyboards write it) or follows it (as a Mac names files), and for letters of another width.
 * Titles are folded by the database in the same way.
 */
export function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replaceAll('ı', 'i')
    .replaceAll('ς', 'σ')
    .replaceAll('ß', 'ss')
}

/** Whether what somebody types is in the text. */
export function hasTyped(text: string, typed: string): boolean {
  return folded(text).includes(folded(typed.trim()))
}
