/** A paragraph; or one with something below it on a line of its own, such as an address that no client is to break. */
export type Part = string | { words: string; below: string }

/** A mail's words as plain text, and as HTML that says the same and no more. A long address is no wider than a phone. */
export function letter(...parts: Part[]): { text: string; html: string } {
  const paragraphs = parts.map((part) => (typeof part === 'string' ? { words: part, below: '' } : part))
  return {
    text: paragraphs.map(({ words, below }) => (below ? `${words}\n  ${below}` : words)).join('\n\n'),
    html: `<div style="max-width: 36rem; font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere">\n${paragraphs.map(inHtml).join('\n')}\n</div>`,
  }
}

function inHtml({ words, below }: { words: string; below: string }): string {
  const shown = escaped(below)
  const line = /^https?:\/\//.test(below) ? `<a href="${shown}">${shown}</a>` : shown
  return `<p>${escaped(words)}${below && `<br>\n${line}`}</p>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
