const WORD = /[\p{L}\p{M}\p{N}]+(?:['’.-][\p{L}\p{M}\p{N}]+)*/gu

/** How many words a text has: runs of letters and digits, with apostrophes, dots and hyphens inside. */
export function countWords(text: string): number {
  return text.match(WORD)?.length ?? 0
}

/** The words of a text and each character between them, in order: joined they are the text again. */
export function pieces(text: string): string[] {
  const found: string[] = []
  let place = 0
  for (const match of text.matchAll(WORD)) {
    for (const character of text.slice(place, match.index)) found.push(character)
    found.push(match[0])
    place = match.index + match[0].length
  }
  for (const character of text.slice(place)) found.push(character)
  return found
}

/** Whether a piece is a word. */
export function isWord(piece: string): boolean {
  return /^[\p{L}\p{M}\p{N}]/u.test(piece)
}
