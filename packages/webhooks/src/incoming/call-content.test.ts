import { jsonToHtml, markdownToJson } from '@quillwire/editor'
import { describe, expect, test } from 'vitest'
import { callContent } from './call-content.ts'

const read = (type: string, body: string | object, template: string | null = null) =>
  callContent(type, Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)), template)
const json = (body: object, template: string | null = null) => read('application/json', body, template)
const slack = (text: string) => json({ text }).markdown

describe('by content type', () => {
  test('plain text is text: signs are letters, lines stay lines, addresses are links', () => {
    expect(read('text/plain', '# a\n*b* <b>\r\n\r\n\n- https://x.example/a_b.').markdown).toBe(
      '\\# a\\\n\\*b\\* \\<b>\n\n\\- <https://x.example/a_b>.\n',
    )
    expect(read('', 'a').markdown).toBe('a\n')
    expect(read('text/plain', '\r\na \n').markdown).toBe('a\n')
    const latin = callContent('text/plain; charset="iso-8859-1"', Uint8Array.of(0xfc), null)
    expect(latin.markdown).toBe('ü\n')
  })

  test.each([
    ['utf-16, little-endian', 'charset=utf-16', Buffer.from('\ufeff日本', 'utf16le')],
    ['utf-16, big-endian', 'charset=utf-16', Buffer.from('\ufeff日本', 'utf16le').swap16()],
    ['utf-16 that is not declared', '', Buffer.from('\ufeff日本', 'utf16le')],
    ['utf-8 with a byte order mark', 'charset=iso-8859-1', Buffer.from('\ufeff日本')],
    ['Shift JIS', 'charset=Shift_JIS', Buffer.from([0x93, 0xfa, 0x96, 0x7b])],
    ['a charset in the wrong quotation marks', "charset='utf-8'", Buffer.from('日本')],
    ['an empty charset', 'charset=', Buffer.from('日本')],
  ])('letters come as they were written: %s', (_, parameter, body) => {
    expect(callContent(`text/plain; ${parameter}`, body, null).markdown).toBe('日本\n')
  })

  test('Markdown and {"markdown"} are taken as they are', () => {
    expect(read('text/markdown', '# a\n\n*b*').markdown).toBe('# a\n\n*b*')
    expect(read('Text/X-Markdown; Charset=UTF-8', '*b*').markdown).toBe('*b*')
    expect(json({ markdown: '# a', text: 'b' })).toEqual({ markdown: '# a', slack: false })
    expect(read('application/vnd.github+json', { markdown: 'a' }).markdown).toBe('a')
    expect(read('application/json', '"a *b*"').markdown).toBe('a \\*b\\*\n')
  })

  test('other JSON is shown as it came', () => {
    expect(json({ ok: true, list: ['```'] }).markdown).toBe(
      '````json\n{\n  "ok": true,\n  "list": [\n    "```"\n  ]\n}\n````\n',
    )
  })

  test('forms: a payload as Slack once took it, or fields', () => {
    const form = (fields: Record<string, string>) => String(new URLSearchParams(fields))
    const type = 'application/x-www-form-urlencoded'
    expect(read(type, form({ payload: '{"text":"*a*"}' }))).toEqual({ markdown: '**a**\n', slack: true })
    expect(read(type, form({ text: 'a & b' })).markdown).toBe('a & b\n')
    expect(read(type, form({ markdown: '# a' })).markdown).toBe('# a')
    expect(read(type, form({ who: 'Ada' }), 'By {{who}}').markdown).toBe('By Ada\n')
    expect(read(type, form({ payload: '{"who":"Ada"}' }), 'By {{who}}').markdown).toBe('By Ada\n')
    expect(read(type, 'text=a=b').markdown).toBe('a=b\n')
    expect(read(type, form({ text: '日本 👍 100%' })).markdown).toBe('日本 👍 100%\n')
    expect(read(type, 'text=100%&text=日本+1%zz').markdown).toBe('日本 1%zz\n')
    expect(read(`${type}; charset=shift_jis`, 'text=%93%FA%96%7B').markdown).toBe('日本\n')
    expect(read(`${type}; charset=iso-8859-1`, 'text=caf%E9').markdown).toBe('café\n')
  })

  test('a template takes any JSON, Slack’s too', () => {
    const build = { build: { name: 'web *1*', url: 'https://ci.example/1' }, by: null }
    const template = '**[{{build.name}}]({{build.url}})** by {{by | default: "nobody"}}'
    expect(json(build, template).markdown).toBe('[**web \\*1\\***](https://ci.example/1) by nobody\n')
    expect(json({ text: 'a' }, 'Said: {{text}}')).toEqual({ markdown: 'Said: a\n', slack: true })
    expect(() => read('application/json', '"a"', '{{b}}')).toThrow(
      expect.objectContaining({ code: 'template_value_missing' }),
    )
    expect(() => json({}, '{{build.name}}')).toThrow(
      expect.objectContaining({
        code: 'template_value_missing',
        message: expect.stringContaining('build.name'),
      }),
    )
    const many = '{{a}}'.repeat(4000)
    expect(() => json({ a: 'x'.repeat(200_000) }, many)).toThrow(
      expect.objectContaining({ code: 'template_result_too_large' }),
    )
  })
})

test.each([
  ['blanks', ' '],
  ['lines', '\n'],
  ['short lines', 'a\n'],
  ['stars', '*a '],
  ['brackets', '<a:'],
  ['backticks', '`'],
  ['addresses', 'https://('],
  ['quotes', '> '],
  // Comparing each with every other would take minutes.
])('a body full of %s is read, by whatever way it comes', (_, piece) => {
  const long = `a${piece.repeat(240_000 / piece.length)}b`
  expect(() => read('text/plain', long)).not.toThrow()
  expect(() => slack(long)).not.toThrow()
  expect(() => json({ a: long }, '[{{a}}](https://x.example/{{a}}) `{{a}}` {{a}}')).not.toThrow()
})

test('a content type full of blanks is read', () => {
  expect(read(`text/markdown ; charset=utf-8; a=b${' '.repeat(240_000)}c`, '*a*').markdown).toBe('*a*')
})

describe('Slack', () => {
  test.each([
    [
      '<https://x.example|the site> and <https://y.example/a?b=1&amp;c=2>',
      '[the site](https://x.example) and [https\\://y.example/a?b=1&c=2](https://y.example/a?b=1&c=2)\n',
    ],
    ['*bold* _italic_ ~gone~ `a*b*` *_both_*', '**bold** *italic* ~~gone~~ `a*b*` ***both***\n'],
    ['2*3*4 snake_case_name a ~ b', '2\\*3\\*4 snake_case_name a ~ b\n'],
    ['one\ntwo\n\nthree', 'one\\\ntwo\n\nthree\n'],
    ['&gt; quoted\n> more\nnot', '> quoted\\\n> more\n\nnot\n'],
    ['• one\r\n• two', '- one\n- two\n'],
    ['```\na &lt; b\n```after', '```\na < b\n```\n\nafter\n'],
    ['<@U1|ada> <#C1|general> <!here> <!date^1^{date}|today> <@U2>', '@ada #general @here today @U2\n'],
    ['<@U1|@ada> <!subteam^S1> &amp;lt;', '@ada @subteam \\&lt;\n'],
    ['# no heading <b> [x](y)', '\\# no heading \\<b> \\[x\\](y)\n'],
    ['<javascript:alert(1)|click>', 'click\n'],
    [':tada: a &amp; b', '\\:tada: a & b\n'],
  ])('%j', (text, markdown) => {
    expect(slack(text)).toBe(markdown)
  })

  test('blocks replace the text; attachments follow', () => {
    const message = {
      text: 'only for the notification',
      blocks: [
        { type: 'header', text: { type: 'plain_text', text: 'Deploy' } },
        {
          type: 'section',
          text: { type: 'mrkdwn', text: '*web* 1.4.2' },
          fields: [{ type: 'mrkdwn', text: 'a' }],
        },
        { type: 'divider' },
        { type: 'context', elements: [{ type: 'mrkdwn', text: 'by <https://a.example|Ada>' }] },
        { type: 'image', image_url: 'javascript:x', alt_text: 'x' },
        { type: 'actions', elements: [] },
        null,
      ],
      attachments: [
        {
          pretext: 'Alert',
          title: 'CPU high',
          title_link: 'https://g.example/1',
          fields: [{ title: 'Host', value: 'db-1' }],
          fallback: 'no',
        },
        { fallback: 'as *text*' },
      ],
    }
    expect(json(message).markdown).toBe(
      '### Deploy\n\n**web** 1.4.2\n\na\n\n---\n\nby [Ada](https://a.example)\n\nx\n\nAlert\n\n' +
        '**[CPU high](https://g.example/1)**\n\n- **Host**: db-1\n\nas **text**\n',
    )
    expect(jsonToHtml(markdownToJson(json(message).markdown))).not.toMatch(/<img/)
  })

  test.each<[string, object, string]>([
    ['blocks alone', { blocks: [{ type: 'section', text: { type: 'mrkdwn', text: '*a*' } }] }, '**a**\n'],
    [
      'attachments alone',
      { attachments: [{ text: '*a* <https://x.example|b>' }] },
      '**a** [b](https://x.example)\n',
    ],
    [
      'blocks in an attachment',
      { text: 'a', attachments: [{ blocks: [{ type: 'header', text: { type: 'plain_text', text: 'b' } }] }] },
      'a\n\n### b\n',
    ],
    [
      'a header of two lines',
      { blocks: [{ type: 'header', text: { type: 'plain_text', text: 'a\nb' } }] },
      '### a b\n',
    ],
    [
      'a picture beside a text',
      {
        blocks: [
          {
            type: 'context',
            elements: [
              { type: 'image', image_url: 'https://x.example/a.png', alt_text: 'a' },
              { type: 'mrkdwn', text: 'b' },
            ],
          },
        ],
      },
      'b\n',
    ],
    [
      'rich text, beside other blocks',
      {
        text: 'notification',
        blocks: [
          { type: 'header', text: { type: 'plain_text', text: 'Deploy' } },
          {
            type: 'rich_text',
            elements: [
              {
                type: 'rich_text_section',
                elements: [
                  { type: 'text', text: 'web 1.4', style: { bold: true, italic: true } },
                  { type: 'text', text: ' *by* ' },
                  { type: 'user', user_id: 'U1' },
                  { type: 'text', text: ' in ' },
                  { type: 'channel', channel_id: 'C1' },
                  { type: 'text', text: ', ' },
                  { type: 'broadcast', range: 'here' },
                  { type: 'text', text: ':\n' },
                  { type: 'link', url: 'https://ci.example/1', text: 'log', style: { bold: true } },
                  { type: 'text', text: ' ' },
                  { type: 'link', url: 'javascript:alert(1)', text: 'click' },
                  { type: 'emoji', name: 'tada', unicode: '1f389' },
                  { type: 'text', text: 'a*b*', style: { code: true, bold: true } },
                ],
              },
              {
                type: 'rich_text_list',
                style: 'ordered',
                elements: [
                  { type: 'rich_text_section', elements: [{ type: 'text', text: 'one' }] },
                  { type: 'rich_text_section', elements: [{ type: 'text', text: 'two' }] },
                ],
              },
              {
                type: 'rich_text_list',
                style: 'bullet',
                indent: 1,
                elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'deep' }] }],
              },
              {
                type: 'rich_text_list',
                style: 'ordered',
                indent: 0,
                offset: 2,
                elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'three' }] }],
              },
              { type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'a < b\n*c*' }] },
              { type: 'rich_text_quote', elements: [{ type: 'text', text: 'said' }] },
              { type: 'rich_text_section', elements: [] },
              { type: 'rich_text_list', style: 'bullet', elements: 'none' },
              null,
            ],
          },
        ],
      },
      '### Deploy\n\n***web 1.4*** \\*by\\* @U1 in #C1, @here:\\\n**[log](https://ci.example/1)** click🎉`a*b*`\n\n' +
        '1. one\n2. two\n   - deep\n3. three\n\n```\na < b\n*c*\n```\n\n> said\n',
    ],
    ['Markdown', { blocks: [{ type: 'markdown', text: '**a**\n\n- b\n- c' }] }, '**a**\n\n- b\n- c\n'],
    [
      'what stands around the text of an attachment',
      {
        attachments: [
          {
            author_name: 'Grafana',
            author_link: 'https://g.example',
            title: 'CPU high',
            text: 'a',
            image_url: 'https://g.example/a.png',
            footer: 'db-1',
          },
        ],
      },
      '[Grafana](https://g.example)\n\n**CPU high**\n\na\n\n![](https://g.example/a.png)\n\ndb-1\n',
    ],
    ['a number', { attachments: [{ fields: [{ title: 'Errors', value: 5 }] }] }, '- **Errors**: 5\n'],
    [
      'an address with a bar in it',
      { attachments: [{ title: 'a', title_link: 'https://x.example/?b=c|d' }] },
      '**[a](https://x.example/?b=c%7Cd)**\n',
    ],
  ])('%s', (_, message, markdown) => {
    expect(json(message)).toEqual({ markdown, slack: true })
  })
})
