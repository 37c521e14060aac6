import { neutralLineStarts, neutralMentions, outsideAddresses, ZERO_WIDTH_SPACE } from './neutral.ts'

/** What has an effect within a line in every dialect. */
const MARKS = /[\\`*_~|#[\]]/g

/**
 * Markdown that shows people's text as it is. Mentions, and marks at the beginning of lines, are broken by a zero-width
 * space, which works in every dialect; marks within a line are escaped.
 * @param marks the ones of a dialect that knows more of them
 */
export function markdownText(text: string, marks = MARKS): string {
  return outsideAddresses(neutralLineStarts(neutralMentions(text)), (part) =>
    part
      .replace(marks, '\\$&')
      // Not every dialect can escape `<`. In all of them, and in Slack's tokens, something must follow it directly.
      .replace(/<(?=\S)/g, `<${ZERO_WIDTH_SPACE}`),
  )
}
