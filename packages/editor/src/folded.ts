/**
 * A text in the form in which it is searched: without case, accents and differences of width. An accent may be part of
 * its letter (as keyboards write it) or follow it (as in file names on a Mac). The database folds titles in the same
 * way.
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

/** Whether the text contains what somebody typed. */
export function hasTyped(text: string, typed: string): boolean {
  return folded(text).includes(folded(typed.trim()))
}
