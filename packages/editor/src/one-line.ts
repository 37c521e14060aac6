/** Marks that turn the direction of all that follows, even after their own text: `gnp.exe` can appear as `exe.png`. */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/g
/**
 * A visible character. The fillers of Hangul are letters and the blank of Braille is a symbol, yet both draw nothing.
 */
const SEEN = /[^\s\p{C}\p{M}\u115f\u1160\u2800\u3164\uffa0]/u
const RIGHT_TO_LEFT = /[\p{sc=Hebrew}\p{sc=Arabic}\p{sc=Syriac}\p{sc=Thaana}\p{sc=Nko}]/u

/**
 * A name or title on one line, without blanks at its edges, control characters, and marks that would reach beyond it.
 */
export function oneLine(text: string): string {
  return text
    .replaceAll(/(?!\s)\p{Cc}/gu, '')
    .replaceAll(TURNING, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
}

/** Whether a text has anything visible. */
export function isSeen(text: string): boolean {
  return SEEN.test(text)
}

/** Whether a text has letters that are written from right to left. */
export function hasRightToLeft(text: string): boolean {
  return RIGHT_TO_LEFT.test(text)
}
