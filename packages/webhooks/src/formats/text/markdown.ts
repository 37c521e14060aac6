import { neutralLineStarts, neutralMentions, outsideAddresses, ZERO_WIDTH_SPACE } from './neutral.ts'

/**
 * Text of people in Markdown that shows it as it is. Mentions and marks at the beginning of lines are broken by a
 * zero-width space, which every dialect takes; what stands within a line is escaped.
 */
export function markdownText(text: string): string {
  return outsideAddresses(neutralLineStarts(neutralMentions(text)), (part) =>
    part
      .replace(/[\\`*_~|#[\]]/g, '\\$&')
      // Not every dialect lets `<` be escaped; all of them, and Slack's tokens, want something right behind it.
      .replace(/<(?=\S)/g, `<${ZERO_WIDTH_SPACE}`),
  )
}
