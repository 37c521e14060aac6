/** The beginning of a text, of at most `most` UTF-16 units. A character that the cut would split is dropped. */
export function truncate(text: string, most: number): string {
  return text.length <= most ? text : text.slice(0, most).replace(/[\ud800-\udbff]$/, '')
}
