import { fit, linesWithin } from '../text/fit.ts'
import type { Change, Message } from './message.ts'

/** How a vendor writes people's text, and how it sets our own words apart from it. */
export interface Markup {
  text(text: string): string
  strong(text: string): string
}

const MAX_SUMMARY_LENGTH = 400

/** The message on one line, for notifications and clients without cards. Not escaped. */
export function summaryOf({ title, text, quote }: Message): string {
  const said = text ?? quote
  return fit(said === null ? title : `${title}: ${said.replace(/\n+/g, ' ')}`, MAX_SUMMARY_LENGTH)
}

/** The lines of a quotation, each marked as one. */
export function quoted(text: string, markup: Markup): string {
  return markup
    .text(text)
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n')
}

/** A line per change, before → after, as many as fit into `limit` characters. Empty where nothing changed. */
export function changeLines({ changes, moreChanges }: Message, limit: number, markup: Markup): string[] {
  const lines = changes.map((change) => `${markup.strong(change.label)} ${changeText(change, markup)}`)
  return linesWithin(lines, moreChanges, limit)
}

function changeText({ before, after }: Change, markup: Markup): string {
  return [before, after]
    .filter((text) => text !== null)
    .map((text) => markup.text(text))
    .join(' → ')
}

/**
 * Quote, text and changes one below the other in at most `limit` characters, each in the room that those above it left.
 * Null where there is none of them.
 */
export function bodyOf(message: Message, limit: number, markup: Markup): string | null {
  const parts: string[] = []
  const room = () => limit - parts.join('\n\n').length - '\n\n'.length
  if (message.quote !== null) parts.push(fit(message.quote, room(), (text) => quoted(text, markup)))
  if (message.text !== null) parts.push(fit(message.text, room(), markup.text))
  parts.push(changeLines(message, room(), markup).join('\n'))
  return parts.filter((part) => part !== '').join('\n\n') || null
}
