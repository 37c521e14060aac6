import { neutralLineStarts, neutralMentions, outsideAddresses, ZERO_WIDTH_SPACE } from './neutral.ts'

/**
 * Markdown that shows people's text as it is. Mentions, and marks at the beginning of lines, are broken by a zero-width
 * space, which works in every dialect; marks within a line are escaped.
 */
export function markdownText(text: string): string {
  return outsideAddresses(neutralLineStarts(neutralMentions(text)), (part) =>
    part
      .replace(/[\\`*_~|#[\]]/g, '\\$&')
      // Not every dialect can escape `<`. In all of them, and in Slack's tokens, something must follow it directly.
      .replace(/<(?=\S)/g, `<${ZERO_WIDTH_SPACE}`),
  )
}
