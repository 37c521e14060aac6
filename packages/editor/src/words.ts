const BY_LETTER = String.raw`[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]`
/** One of these letters, with its combining marks. */
const LETTER = String.raw`[${BY_LETTER}&&[\p{L}\p{N}]][\p{M}ーｰﾞﾟ]*`
const LETTERS = String.raw`[[\p{L}\p{M}\p{N}]--${BY_LETTER}]+`
/** What may stand between the letters of one word: Persian and Hindi have invisible signs there. */
const WITHIN = String.raw`['’.\-׳״\u200c\u200d]`
const WORD = new RegExp(`${LETTER}|${LETTERS}(?:${WITHIN}${LETTERS})*`, 'gv')
/** Scripts without blanks whose words only a dictionary knows. */
const IN_A_DICTIONARY = /[\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u
const dictionary = new Intl.Segmenter('en', { granularity: 'word' })

/**
 * How many words a text has: runs of letters and digits, with apostrophes, dots and hyphens inside. In Chinese and
 * Japanese each letter counts, as in word processors. Thai, Lao, Khmer and Burmese have no blanks: their words are
 * looked up in a dictionary.
 */
export function countWords(text: string): number {
  const found = text.match(WORD) ?? []
  if (!IN_A_DICTIONARY.test(text)) return found.length
  return found.reduce((count, word) => count + lookedUp(word).filter(isWord).length, 0)
}

/** The words of a text and each character between them, in order: joined they are the text again. */
export function pieces(text: string): string[] {
  const found: string[] = []
  const needsDictionary = IN_A_DICTIONARY.test(text)
  let place = 0
  for (const match of text.matchAll(WORD)) {
    for (const character of text.slice(place, match.index)) found.push(character)
    for (const word of needsDictionary ? lookedUp(match[0]) : [match[0]]) found.push(word)
    place = match.index + match[0].length
  }
  for (const character of text.slice(place)) found.push(character)
  return found
}

/** Whether a piece is a word. */
export function isWord(piece: string): boolean {
  return /^[\p{L}\p{M}\p{N}]/u.test(piece)
}

function lookedUp(run: string): string[] {
  if (!IN_A_DICTIONARY.test(run)) return [run]
  return Array.from(dictionary.segment(run), ({ segment }) => segment)
}
