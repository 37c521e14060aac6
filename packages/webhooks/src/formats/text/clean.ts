/**
 * Cleans people's text for a message. It removes what draws nothing and disturbs the text around it: control
 * characters, marks that change the direction of writing, halves of characters, piles of accents.
 */
import { hasRightToLeft, isSeen } from '@quillwire/editor'

const LINE_BREAK = /\r\n|[\r\u0085\u2028\u2029]/g
const DISTURBING = /(?!\n)\p{Cc}|\p{Bidi_Control}|\ufeff/gu
const MORE_ACCENTS_THAN_ANY_SCRIPT = /(\p{M}{6})\p{M}+/gu

/**
 * Lines without indentation, at most one empty line between them. Empty where nothing is visible: vendors trim some of
 * the invisible characters, and then refuse what is left.
 */
export function cleanText(text: string): string {
  if (!isSeen(text)) return ''
  return text
    .toWellFormed()
    .replace(LINE_BREAK, '\n')
    .replace(/\t/g, ' ')
    .replace(DISTURBING, '')
    .replace(MORE_ACCENTS_THAN_ANY_SCRIPT, '$1')
    .replace(/ {2,}/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

/** The same on one line. */
export function cleanLine(text: string): string {
  return cleanText(text).replace(/\n+/g, ' ')
}

/** Keeps a name that is written from right to left from turning the sentence around it. */
export function isolated(text: string): string {
  return hasRightToLeft(text) ? `\u2068${text}\u2069` : text
}
