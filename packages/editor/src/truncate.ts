/** The beginning of a text, in at most so many UTF-16 units. Of a character that the cut goes through nothing is left. */
export function truncate(text: string, most: number): string {
  return text.length <= most ? text : text.slice(0, most).replace(/[\ud800-\udbff]$/, '')
}
