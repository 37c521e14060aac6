import { describe, expect, test } from 'vitest'
import { jsonToHtml } from '../html.ts'
import { checkTemplate, fillTemplate, markdownToJson, TemplateError } from '../index.ts'

describe('a template', () => {
  test('takes values by their path, with defaults for what is missing, empty or null', () => {
    const data = {
      build: { name: 'web', steps: [{ ms: 12 }], tags: ['a', 'b'], ok: false, note: '', by: null },
    }
    const template =
      '## {{build.name}}\n\n- {{ build.steps.0.ms }} ms, {{build.steps[0].ms}}\n- {{build.tags}} {{build.ok}}\n- ' +
      '{{build.note | default: "no note"}}, {{build.by | default: \'nobody\'}}, {{x | default: ""}}.'
    expect(fillTemplate(template, data)).toBe('## web\n\n- 12 ms, 12\n- a, b false\n- no note, nobody, .\n')
    expect(fillTemplate('{{build.steps}}', data)).toBe('\\[{"ms":12}\\]\n')
    expect(fillTemplate('{{ a }}', { a: [1, null, 2] })).toBe('1, , 2\n')
    expect(fillTemplate('{{ a\n | default: "*b*" | markdown }}', {})).toBe('*b*\n')
  })

  test('takes values into the words that describe an image', () => {
    expect(fillTemplate('![Build {{name}}](/a.png "{{name}}")', { name: 'web' })).toBe(
      '![Build web](/a.png "web")\n',
    )
  })

  test('says which value is missing', () => {
    expect(() => fillTemplate('{{a}} {{b.c}}', { a: 1, b: {} })).toThrow(
      expect.objectContaining({ code: 'template_value_missing', message: expect.stringContaining('“b.c”') }),
    )
    for (const path of ['constructor', '__proto__', 'a.length', 'toString'])
      expect(() => fillTemplate(`{{${path}}}`, { a: 'x' })).toThrow(TemplateError)
  })

  test.each([
    '{{}}',
    '{{ a b }}',
    '{{#each a}}',
    '{{/if}}',
    '{{a',
    'a}}',
    '{{a | upper}}',
    '{{{a}}}',
    '{{a | default: x}}',
  ])('%s is refused when it is saved', (template) => {
    expect(() => checkTemplate(template)).toThrow(expect.objectContaining({ code: 'template_invalid' }))
  })

  test('a value is text, whatever signs are in it', () => {
    const hostile =
      '# no heading\n\n- no list\n<script>alert(1)</script> **no** [x](javascript:alert(1)) `a` | b'
    const html = jsonToHtml(
      markdownToJson(fillTemplate('{{a}}\n\n| h |\n|---|\n| {{a}} |\n\n- {{a}}', { a: hostile })),
    )
    expect(html).not.toMatch(/<(h1|script|strong|a|code)\b/)
    expect(html.match(/&lt;script&gt;/g)).toHaveLength(3)
    expect(html.match(/<li>/g)).toHaveLength(1)
    // Two line breaks in a row separate the paragraphs of a cell.
    expect(html.match(/<br/g)).toHaveLength(7)
  })

  test('a value in code is as it was', () => {
    const value = 'a_b\n```\n*c*'
    const markdown = fillTemplate('`{{a}}`\n\n```\n{{a}}\n```', { a: value })
    const [line, block] = markdownToJson(markdown).content ?? []
    expect(line?.content).toMatchObject([{ text: 'a_b ``` *c*', marks: [{ type: 'code' }] }])
    expect(block).toMatchObject({ type: 'codeBlock', content: [{ text: value }] })
  })

  test('addresses become links, and a value in a link stays within it', () => {
    const data = {
      url: 'https://a.example/x (1)',
      id: '7)/[&?',
      title: 'One\n[two]',
      bad: 'javascript:alert(1)',
    }
    const markdown = fillTemplate(
      '[{{title}}]({{url}}) [b](https://b.example/{{id}}?q=1) [c]({{bad}}) {{url}} https://c.example/{{id}}',
      data,
    )
    const html = jsonToHtml(markdownToJson(markdown))
    expect([...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)).toEqual([
      'https://a.example/x%20%281%29',
      'https://b.example/7%29%2F%5B%26%3F?q=1',
      'https://a.example/x',
      'https://c.example/7%29%2F%5B%26%3F',
    ])
    expect(html).toContain('One [two]')
  })

  test('an address may have blanks around it and a bar in it, even within a table', () => {
    const table = '| a |\n|---|\n| [b]({{url}}) |'
    const html = jsonToHtml(markdownToJson(fillTemplate(table, { url: ' https://a.example/x|y\n' })))
    expect(html).toContain('href="https://a.example/x%7Cy"')
  })

  test('half a character does no harm in an address', () => {
    expect(fillTemplate('[a](https://a.example/{{a}})', { a: 'b\ud83d' })).toContain('/b%EF%BF%BD')
  })

  test('each line of a value is a line, whatever ends it, and an address in parentheses is a link', () => {
    const html = jsonToHtml(
      markdownToJson(fillTemplate('{{a}}', { a: 'one\r\ntwo\rthree (HTTPS://a.example/x)' })),
    )
    expect(html).toMatch(
      /^<p>one<br\/>two<br\/>three \(<a [^>]*href="HTTPS:\/\/a.example\/x"[^>]*>HTTPS:\/\/a.example\/x<\/a>\)<\/p>$/,
    )
  })

  test('a value cannot stand for another one, whatever signs it has', () => {
    const sign = '\ue0000\ue001'
    expect(
      fillTemplate(`${sign} {{a}} {{b}} {{c | markdown}} ${sign}`, { a: 'x', b: sign, c: sign }),
    ).not.toMatch(/x.*x/)
  })

  test('where it says so, a value is Markdown, but still not HTML', () => {
    const html = jsonToHtml(
      markdownToJson(fillTemplate('{{a | markdown}}', { a: '## b\n\n*c* <img src=x>' })),
    )
    expect(html).toMatch(/<h2.*<em>c<\/em> &lt;img/)
  })
})
