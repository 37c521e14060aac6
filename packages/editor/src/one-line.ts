/** Marks that turn the direction of all that follows, also beyond the text that they are in: `gnp.exe` reads `exe.png`. */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/g
/** Letters that draw nothing are among the letters: the fillers of Hangul, and an empty pattern of Braille. */
const SEEN = /[^\s\p{C}\p{M}\u115f\u1160\u2800\u3164\uffa0]/u
const RIGHT_TO_LEFT = /[\p{sc=Hebrew}\p{sc=Arabic}\p{sc=Syriac}\p{sc=Thaana}\p{sc=Nko}]/u

/** A name or title on one line, without blank edges, control characters and marks that would reach beyond it. */
export function oneLine(text: string): string {
  return text
    .replaceAll(/(?!\s)\p{Cc}/gu, '')
    .replaceAll(TURNING, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
}

/** Whether anything of a text is to be seen. */
export function isSeen(text: string): boolean {
  return SEEN.test(text)
}

/** Whether letters that are written from right to left stand in a text. */
export function hasRightToLeft(text: string): boolean {
  return RIGHT_TO_LEFT.test(text)
}
