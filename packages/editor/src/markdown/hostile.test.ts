import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { jsonToHtml } from '../html.ts'
import { jsonToMarkdown, MarkdownError, markdownToJson } from './index.ts'
import { parser } from './parser.ts'

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
    ['rows', `|a|\n|-|\n${'|b|\n'.repeat(million / 4)}`],
    ['rows without signs', `|a|\n|-|\n${'b\n'.repeat(million / 2)}`],
    ['wide rows', `|${'a|'.repeat(4000)}\n|${'-|'.repeat(4000)}\n${`|${'b|'.repeat(4000)}\n`.repeat(124)}`],
    ['paragraphs', 'a\n\n'.repeat(million / 3)],
    ['paragraphs in quotes', `${'>'.repeat(50)}a\n\n`.repeat(million / 53)],
    ['lists in lists', `${'- '.repeat(40)}a\n`.repeat(million / 82)],
  ])('a megabyte of %s is refused before any text in it is read', (_, markdown) => {
    const read = vi.spyOn(parser.inline, 'parse').mockImplementation(() => {
      throw new Error('Text was read.')
    })
    onTestFinished(() => read.mockRestore())
    expect(() => markdownToJson(markdown)).toThrow('more than 200000 pieces')
  })

  // Each line would be looked at once for each quote around it.
  test.each([
    ['lines', `${'>'.repeat(55)}${'a\n'.repeat(million / 2)}`],
    ['quoted lines', `${'>'.repeat(55)}a\n${'>a\n'.repeat(million / 3)}`],
  ])('a megabyte of %s in quotes in quotes is refused for how long it would take', (_, markdown) => {
    expect(() => markdownToJson(markdown)).toThrow('takes too long to read')
  })

  // Each line would copy all that was read before it.
  test('a paragraph of very many lines is read to its end', () => {
    const lines = 80_000
    expect(html('日本語日本語日本語\n'.repeat(lines))).toBe(`<p>${'日本語日本語日本語'.repeat(lines)}</p>`)
  })

  // If each row were as long as the longest, there would be millions of cells.
  test.each([
    ['merged cells', 100, 300],
    ['a long row above short ones', 1, 2000],
  ])('a table of %s is written with all its cells and few others', (_, colspan, size) => {
    const text = { type: 'paragraph', content: [{ type: 'text', text: 'a' }] }
    const cell = { type: 'tableCell', attrs: { colspan, rowspan: colspan }, content: [text] }
    const row = (cells: number) => ({ type: 'tableRow', content: Array(cells).fill(cell) })
    const table = { type: 'table', content: [row(size), ...Array(size).fill(row(1))] }
    const markdown = jsonToMarkdown({ type: 'doc', content: [table] })
    expect(markdown.split('a').length - 1).toBe(2 * size)
    expect(markdown.length).toBeLessThan(million)
  })

  test('a table of thousands of rows is read and written', () => {
    const row = (cell: string) => `|${` ${cell} |`.repeat(8)}\n`
    const table = `${row('Head')}${row('---')}${row('A **few** words').repeat(3000)}`
    expect(jsonToMarkdown(markdownToJson(table))).toBe(table)
  })

  test('half a megabyte of notes, in lists and quotes, are read and written', () => {
    const notes = `> - A note, with \`code\` and [a link](/a).\n> - And *more*, on several\n>   lines.\n\n`
    expect(jsonToMarkdown(markdownToJson(notes.repeat(6000)))).toContain('> - And *more*, on several lines.')
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
    ['tags in tags', `${'<u>a<b>b<i>c<s>d'.repeat(15_000)}${'</u></b></i></s>'.repeat(15_000)}`],
    ['backticks in code', `~~~\n${'` '.repeat(million / 2)}\n~~~`],
    ['backticks in a code span', `\`\` ${'` a '.repeat(million / 4)}\`\``],
    ['hashes in a heading', `# a${'#'.repeat(million)}b`],
    ['line breaks', '<br>'.repeat(190_000)],
    // Comparing each piece with every other would take hours.
  ])('a megabyte of %s is read and written', (_, markdown) => {
    expect(jsonToMarkdown(markdownToJson(markdown))).toBeTypeOf('string')
  })
})
