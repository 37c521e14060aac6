/** A paragraph, or one with something below it on a line of its own, such as a URL that no mail client may break. */
export type Part = string | { words: string; below: string }

/** The text of a mail as plain text, and as HTML that says exactly the same. A long URL is no wider than a phone. */
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
