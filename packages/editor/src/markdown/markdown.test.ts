import { describe, expect, test } from 'vitest'
import { comparable } from '../testing/comparable.ts'
import { randomDocument } from '../testing/random-document.ts'
import { randomNumbers } from '../testing/random-numbers.ts'
import { jsonToMarkdown, markdownToJson } from './index.ts'

const text = (value: string, ...marks: string[]) => ({
  type: 'text',
  text: value,
  ...(marks.length > 0 ? { marks: marks.map((type) => ({ type })) } : {}),
})
const paragraph = (...content: object[]) => ({ type: 'paragraph', content })
const read = (markdown: string) => comparable(markdownToJson(markdown)).content
const rewritten = (markdown: string) => jsonToMarkdown(markdownToJson(markdown))

describe('there and back', () => {
  test('any document comes back the same', () => {
    for (let seed = 0; seed < 400; seed++) {
      const document = randomDocument(randomNumbers(seed))
      const markdown = jsonToMarkdown(document)
      expect(comparable(markdownToJson(markdown)), `seed ${seed}:\n${markdown}`).toEqual(comparable(document))
    }
  })

  test.each([
    ['headings', '# One\n\n## Two\n\n### Three'],
    ['marks', '**bold**, *italic*, ~~struck~~, <u>underlined</u>, `code` and ***both***'],
    ['a link with a title', '[Quillwire](<https://a.example/x_(y)> "The \\"title\\"")'],
    ['an address by itself', '<https://a.example/x_y>'],
    ['an address by itself with a title', '[https\\://a.example/x](https://a.example/x "a")'],
    ['bold that outlasts italic, and italic that outlasts bold', '***a* b** and ***a** b*'],
    ['an item of several paragraphs', '- a\n\n  b\n\n- c'],
    ['an empty item', '- a\n-\n- b'],
    ['lists in lists', '- a\n  - b\n    1. c\n    2. d\n- e'],
    ['a list that begins elsewhere', '7. a\n8. b'],
    ['tasks in tasks', '- [ ] a\n  - [x] b\n    - [ ] c\n- [x] **d**'],
    ['tasks and points after each other', '- [ ] a\n\n* b\n\n- c'],
    ['a quote with a list', '> a\n>\n> - b\n>\n> c'],
    ['code with a language', '```typescript\nconst a = `b`\n\n  // c\n```'],
    ['code that holds a fence', '````markdown\n```\na\n```\n````'],
    [
      'a table with alignment',
      '| a | b | c |\n| :-- | :-: | --: |\n| **1** | 2 \\| 3 | `x \\| y` |\n|  | a<br>b |  |',
    ],
    ['a table without a head', '|  |  |\n| --- | --- |\n| a | b |'],
    ['images', '![A cat](/api/v1/documents/1/files/2 "Tom"){width=400 height=300}'],
    ['a rule', 'a\n\n---\n\nb'],
    ['line breaks', 'a\\\nb'],
    ['line breaks at the edges', '<br>a\\\nb<br>'],
    ['empty paragraphs in between', 'a\n\n<br>\n\n<br>\n\nb'],
    ['bold within a word before a sign', 'a<strong>“b”</strong>c'],
    ['bold that others would not read between letters without blanks', '<strong>注意：</strong>这是重点'],
  ])('%s is written as a person would', (_, markdown) => {
    expect(rewritten(markdown)).toBe(`${markdown}\n`)
  })

  test('a tilde before what is struck opens no code', () => {
    const content = [paragraph(text('~'), text('struck', 'strike'))]
    expect(read(jsonToMarkdown({ type: 'doc', content }))).toEqual(content)
  })

  test.each([-3, 1.5, 999_999_998])('a list that begins at %d stays one', (start) => {
    const items = ['a', 'b', 'c'].map((value) => ({ type: 'listItem', content: [paragraph(text(value))] }))
    const [list, ...more] =
      read(
        jsonToMarkdown({ type: 'doc', content: [{ type: 'orderedList', attrs: { start }, content: items }] }),
      ) ?? []
    expect(more).toEqual([])
    expect(list).toMatchObject({ type: 'orderedList', content: items })
  })

  test.each(['snake_case, AT&T, 1 < 2, I <3 it', 'about ~5 of them', '3.5 m', '-5 °C', '#tag'])(
    'text that no program takes for markup is written as it is: %s',
    (line) => {
      expect(jsonToMarkdown({ type: 'doc', content: [paragraph(text(line))] })).toBe(`${line}\n`)
    },
  )

  test('what other programs would take for HTML is escaped', () => {
    const content = [paragraph(text('a <!-- b --> <?c d>'))]
    expect(jsonToMarkdown({ type: 'doc', content })).toBe('a \\<!-- b --> \\<?c d>\n')
  })

  test.each(['#', '-', '+', '=', '==', '1.', '1)'])('a line of nothing but %s stays text', (line) => {
    const content = [paragraph(text(line)), paragraph(text('a'), { type: 'hardBreak' }, text(line))]
    expect(read(jsonToMarkdown({ type: 'doc', content }))).toEqual(content)
  })

  test.each(['|-|-|', ':-|-:', '--|--', '-|-', '-:|-:'])(
    'lines that would make a table stay text: %s',
    (line) => {
      const content = [paragraph(text('a | b'), { type: 'hardBreak' }, text(line))]
      expect(read(jsonToMarkdown({ type: 'doc', content }))).toEqual(content)
    },
  )

  test('what may not be followed or shown is written as its words', () => {
    const marks = [{ type: 'link', attrs: { href: 'javascript:alert(1)' } }]
    const image = { type: 'image', attrs: { src: 'data:image/svg+xml,x', alt: 'A cat' } }
    expect(jsonToMarkdown({ type: 'doc', content: [paragraph({ ...text('a'), marks }), image] })).toBe(
      'a\n\nA cat\n',
    )
  })

  test('an address by itself may be bold, too', () => {
    const href = 'https://a.example/'
    for (const marks of [
      [{ type: 'link', attrs: { href } }, { type: 'bold' }],
      [{ type: 'bold' }, { type: 'link', attrs: { href } }],
    ]) {
      const [block] =
        read(jsonToMarkdown({ type: 'doc', content: [paragraph({ ...text(href), marks })] })) ?? []
      expect(block?.content?.map(({ marks }) => marks?.map(({ type }) => type).sort())).toEqual([
        ['bold', 'link'],
      ])
    }
  })

  test('a line end in code within a text is a blank', () => {
    const markdown = jsonToMarkdown({ type: 'doc', content: [paragraph(text('a\n\nb', 'code'))] })
    expect(read(markdown)).toEqual([paragraph(text('a  b', 'code'))])
  })

  test('empty paragraphs at the end are left out', () => {
    const content = [paragraph(text('a')), { type: 'paragraph' }, { type: 'paragraph' }]
    expect(jsonToMarkdown({ type: 'doc', content })).toBe('a\n')
  })

  test('the places of merged cells are empty cells', () => {
    const cell = (value: string, colspan = 1, rowspan = 1) => ({
      type: 'tableCell',
      attrs: { colspan, rowspan },
      content: [paragraph(text(value))],
    })
    const rows = [
      [cell('a', 2, 2), cell('b')],
      [cell('c')],
      [cell('d'), cell('e', 1, 2), cell('f')],
      [cell('g'), cell('h')],
      [cell('i', 3)],
    ]
    const table = { type: 'table', content: rows.map((content) => ({ type: 'tableRow', content })) }
    expect(
      jsonToMarkdown({ type: 'doc', content: [table] })
        .split('\n')
        .slice(2, -1),
    ).toEqual(['| a |  | b |', '|  |  | c |', '| d | e | f |', '| g |  | h |', '| i |  |  |'])
  })

  test.each([
    [
      { width: 400.4, height: 300.2 },
      { width: 400, height: 300 },
    ],
    [{ height: 300 }, { width: null, height: null }],
    [{ alt: 'Tom  and\n\nJerry' }, { alt: 'Tom  and\n\nJerry' }],
  ])('an image stays one, and all of it: %j', (attrs, kept) => {
    const src = '/a.png'
    const image = (own: object) => ({ type: 'image', attrs: { src, ...own } })
    const written = jsonToMarkdown({ type: 'doc', content: [image(attrs)] })
    expect(markdownToJson(written).content).toMatchObject([image(kept)])
  })

  test('an address with a line end in it stays one, as browsers read it', () => {
    const link = (href: string) => [
      paragraph({ type: 'text', text: 'a', marks: [{ type: 'link', attrs: { href } }] }),
    ]
    const markdown = jsonToMarkdown({ type: 'doc', content: link('https://x.example/b\nc') })
    expect(markdown).toBe('[a](https://x.example/bc)\n')
  })

  test.each([
    { href: 'https://x.example/a b\\_c', title: 'On C:\\_d' },
    { href: 'https://x.example/', title: 'one\n\ntwo' },
  ])('a link stays one, whatever is in its address and title: %j', (attrs) => {
    const [block] =
      read(
        jsonToMarkdown({
          type: 'doc',
          content: [paragraph({ type: 'text', text: 'a', marks: [{ type: 'link', attrs }] })],
        }),
      ) ?? []
    const title = attrs.title.replaceAll(/\n+/g, ' ')
    expect(block?.content).toMatchObject([{ text: 'a', marks: [{ attrs: { href: attrs.href, title } }] }])
  })

  test('a line break at the beginning of a paragraph in a cell stays there', () => {
    const cell = {
      type: 'tableCell',
      content: [paragraph(text('a')), paragraph({ type: 'hardBreak' }, text('b'))],
    }
    const content = [{ type: 'table', content: [{ type: 'tableRow', content: [cell] }] }]
    expect(read(jsonToMarkdown({ type: 'doc', content }))).toMatchObject(content)
  })

  test.each(['C #', '##', 'a ##'])('a heading that ends in hashes keeps them: %s', (title) => {
    const content = [{ type: 'heading', attrs: { level: 1 }, content: [text(title)] }]
    expect(read(jsonToMarkdown({ type: 'doc', content }))).toEqual(content)
  })

  test('code in a language whose name cannot follow a fence stays code', () => {
    const content = [{ type: 'codeBlock', attrs: { language: 'a `b\\' }, content: [text('c')] }]
    expect(read(jsonToMarkdown({ type: 'doc', content }))).toMatchObject([
      { type: 'codeBlock', content: [{ text: 'c' }] },
    ])
  })

  test('line ends that a program wrote into a text are still there', () => {
    const content = [paragraph(text('a\rb\nc'))]
    expect(read(jsonToMarkdown({ type: 'doc', content }))).toEqual(content)
  })

  test('a vertical tab at the edge of a line, as Word writes one, is a blank', () => {
    const content = [paragraph(text('a\v'))]
    expect(read(jsonToMarkdown({ type: 'doc', content }))).toEqual([paragraph(text('a '))])
  })
})

describe('reading', () => {
  test('lines of a paragraph flow together', () => {
    expect(read('one\ntwo')).toEqual([paragraph(text('one two'))])
  })
  test.each([
    ['今天天气\n很好。\n明天', '今天天气很好。明天'],
    ['日本\nword', '日本 word'],
    ['日本A\n字', '日本A 字'],
    ['日本\nA字', '日本 A字'],
    ['𠮷\n𠮷', '𠮷𠮷'],
    ['안녕\n하세요', '안녕 하세요'],
    ['今天，\n很好', '今天，很好'],
    ['ㄅㄆ\nㄇ', 'ㄅㄆㄇ'],
  ])('lines flow together without a blank where the language has none: %j', (markdown, whole) => {
    expect(read(markdown)).toEqual([paragraph(text(whole))])
  })
  test('on request, each line of a paragraph stays a line', () => {
    const { content } = comparable(markdownToJson('one\ntwo', { keepsLineBreaks: true }))
    expect(content).toEqual([paragraph(text('one'), { type: 'hardBreak' }, text('two'))])
  })
  test.each<[string, ...object[]]>([
    ['**注意：**这是', text('注意：', 'bold'), text('这是')],
    ['これは**「強調」**です', text('これは'), text('「強調」', 'bold'), text('です')],
    ['这是*“重点”*内容', text('这是'), text('“重点”', 'italic'), text('内容')],
    ['한국어~~(취소)~~는', text('한국어'), text('(취소)', 'strike'), text('는')],
    ['**日本語。**English', text('日本語。', 'bold'), text('English')],
    ['3 * 4，5 * 6', text('3 * 4，5 * 6')],
    ['a**"b"**c', text('a**"b"**c')],
  ])('emphasis needs no blanks where the language has none: %s', (markdown, ...content) => {
    expect(read(markdown)).toEqual([paragraph(...content)])
  })
  test('deeper headings are the third level', () => {
    expect(read('##### Deep')?.[0]).toMatchObject({ type: 'heading', attrs: { level: 3 } })
  })
  test('an image in the middle of a text stands between its halves', () => {
    expect(read('a ![b](/c.png) d')?.map(({ type }) => type)).toEqual(['paragraph', 'image', 'paragraph'])
  })
  test('an image in a heading stands beside it', () => {
    expect(read('# a ![b](/c.png)')).toMatchObject([
      { type: 'heading' },
      { type: 'image', attrs: { src: '/c.png' } },
    ])
  })
  test.each([
    '今天\n**天气**',
    '**今天**\n*~~天气~~*',
    '今天\n<u>天气</u>',
    '<strong>今天</strong>\n[天气](/a)',
  ])('marks and links do not part lines without a blank: %j', (markdown) => {
    expect(read(markdown)?.[0]?.content?.map(({ text }) => text)).toEqual(['今天', '天气'])
  })
  test('images beside each other have nothing between them', () => {
    expect(read('![a](/a.png) ![b](/b.png)')?.map(({ type }) => type)).toEqual(['image', 'image'])
  })
  test.each([
    ['![A cat](cat.png)', 'A cat'],
    ['![](cat.png)', 'cat.png'],
    ['[a](foo:b)', '[a](foo:b)'],
    ['mailto:a@b.example', 'mailto:a@b.example'],
    ['a <b> c </i> <b>', 'a <b> c </i> <b>'],
    ['<img src=x> <u class="a">b</u>', '<img src=x> <u class="a">b</u>'],
  ])('what cannot be shown as it is meant stays text: %s', (markdown, whole) => {
    expect(read(markdown)).toEqual([paragraph(text(whole))])
  })
  test('bare web addresses are links, names of files are not', () => {
    const [block] = read('see https://a.example and README.md') ?? []
    expect(block?.content?.map(({ text, marks }) => [text, marks?.[0]?.type])).toEqual([
      ['see ', undefined],
      ['https://a.example', 'link'],
      [' and README.md', undefined],
    ])
  })
  test('a list of points and boxes is two lists', () => {
    expect(read('- a\n- [x] b')?.map(({ type }) => type)).toEqual(['bulletList', 'taskList'])
  })
  test('a box may be ticked by a capital letter, as others write it', () => {
    expect(read('- [X] a')).toMatchObject([{ type: 'taskList', content: [{ attrs: { checked: true } }] }])
  })
  test('a box may stand in a line of its own', () => {
    expect(read('- [x]\n  a')).toMatchObject([{ type: 'taskList', content: [{ attrs: { checked: true } }] }])
  })
  test('a box in a numbered list is text', () => {
    const item = { type: 'listItem', content: [paragraph(text('[x] a'))] }
    expect(read('3. [x] a')).toMatchObject([{ type: 'orderedList', attrs: { start: 3 }, content: [item] }])
  })
  test('an item that does not begin with a paragraph gets an empty one', () => {
    expect(read('- > a')?.[0]?.content?.[0]?.content?.map(({ type }) => type)).toEqual([
      'paragraph',
      'blockquote',
    ])
  })
  test('the language of code is the first word behind the fence', () => {
    expect(read('```js title="a"\nb\n```')).toMatchObject([{ type: 'codeBlock', attrs: { language: 'js' } }])
  })
  test('a table with nothing but an empty head keeps it as a row', () => {
    expect(read('|  |\n| - |')).toMatchObject([{ type: 'table', content: [{ type: 'tableRow' }] }])
  })
  test('an empty text is an empty document', () => {
    expect(read('')).toEqual([{ type: 'paragraph' }])
    expect(jsonToMarkdown(markdownToJson(' \n\n'))).toBe('')
  })
  test('Windows line ends are line ends', () => {
    expect(read('a\r\n\r\n- b\r\n- c')).toEqual(read('a\n\n- b\n- c'))
  })
})
