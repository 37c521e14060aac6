import { describe, expect, test } from 'vitest'
import { jsonToHtml } from '../html.ts'
import { jsonToMarkdown, MarkdownError, markdownToJson } from './index.ts'

const html = (markdown: string) => jsonToHtml(markdownToJson(markdown))
const million = 1_000_000

describe('hostile Markdown', () => {
  test('HTML stays the text that it is', () => {
    const page = html('<script>alert(1)</script>\n\n<img src=x onerror=alert(1)>\n\na <b onclick="x">b</b>')
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(page).not.toMatch(/<(script|img|b)\b/)
  })

  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java&#10;script:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    '//evil.example',
    '/\\\\evil.example',
  ])('a link to %s is none', (href) => {
    for (const markdown of [
      `[x](${href})`,
      `[x](<${href}>)`,
      `<${href}>`,
      `[x]\n\n[x]: ${href}`,
      `![x](${href})`,
    ])
      expect(html(markdown)).not.toMatch(/href=|src=/)
  })

  test.each([
    ['quotes', '>'.repeat(million)],
    ['lists', Array.from({ length: 1000 }, (_, depth) => `${' '.repeat(depth * 2)}- a`).join('\n')],
    ['brackets', '['.repeat(million)],
    ['images', '!['.repeat(million / 2)],
    ['paragraphs', 'a\n\n'.repeat(million / 3)],
    ['table cells', `|a|\n|-|\n${'|b|\n'.repeat(million / 4)}`],
  ])('a megabyte of %s is refused with a reason', (_, markdown) => {
    expect(() => markdownToJson(markdown)).toThrow(MarkdownError)
  })

  test.each([
    ['stars', '*a **b '.repeat(million / 7)],
    ['backticks', Array.from({ length: 1400 }, (_, length) => '`'.repeat(length)).join(' ')],
    ['angle brackets', '<'.repeat(million)],
    ['parentheses', `[a](${'('.repeat(million)}`],
    ['nested images', '!['.repeat(40_000) + '](/a)'.repeat(40_000)],
    ['one word', 'a'.repeat(million)],
    ['blanks', `${' '.repeat(million)}a`],
    ['blanks between words', `a${' '.repeat(million)}b`],
    ['NUL', '\0'.repeat(million)],
    // Looking at each against every other would take hours.
  ])('a megabyte of %s is read and written', (_, markdown) => {
    expect(jsonToMarkdown(markdownToJson(markdown))).toBeTypeOf('string')
  })
})
