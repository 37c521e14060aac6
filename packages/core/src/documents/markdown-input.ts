import { MarkdownError, markdownToJson } from '@quillwire/editor'
import { invalid, tooLarge } from '../errors.ts'

/** The most bytes of Markdown that one request may contain. */
export const MAX_MARKDOWN_BYTES = 2 * 1024 * 1024

/** Parses Markdown from outside, or throws what is wrong with it. */
export function parseMarkdown(markdown: string) {
  if (Buffer.byteLength(markdown) > MAX_MARKDOWN_BYTES)
    throw tooLarge(
      'markdown_too_large',
      'Markdown may have at most 2 MiB. Send it in parts with /content/append.',
      {
        field: 'markdown',
      },
    )
  try {
    return markdownToJson(markdown)
  } catch (cause) {
    if (cause instanceof MarkdownError)
      throw invalid('markdown_invalid', cause.message, { field: 'markdown', cause })
    throw cause
  }
}
