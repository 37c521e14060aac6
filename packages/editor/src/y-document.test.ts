import type { JSONContent } from '@tiptap/core'
import { beforeEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { blocksOf } from './blocks.ts'
import { jsonToHtml } from './html.ts'
import { jsonToMarkdown, markdownToJson } from './markdown/index.ts'
import { schema } from './schema.ts'
import { comparable } from './testing/comparable.ts'
import { randomDocument } from './testing/random-document.ts'
import { randomNumbers } from './testing/random-numbers.ts'
import { appendJson, FRAGMENT, isBlank, readJson, readTitle, writeJson, writeTitle } from './y-document.ts'

let ydoc: Y.Doc
beforeEach(() => {
  ydoc = new Y.Doc()
})

const write = (markdown: string, to = ydoc) => writeJson(to, markdownToJson(markdown))
const markdownOf = (of = ydoc) => jsonToMarkdown(readJson(of))
const ids = () => Object.fromEntries(blocksOf(readJson(ydoc)).map(({ id, text }) => [text, id]))

/** Another person's copy of the document. It gets the state, is edited on its own, and is merged afterwards. */
function fork(): Y.Doc {
  const other = new Y.Doc()
  Y.applyUpdate(other, Y.encodeStateAsUpdate(ydoc))
  return other
}
function merge(other: Y.Doc) {
  Y.applyUpdate(ydoc, Y.encodeStateAsUpdate(other))
}
function textOf(node: Y.XmlFragment, text: string): Y.XmlText {
  for (const child of node.toArray()) {
    if (child instanceof Y.XmlText && child.toString().includes(text)) return child
    if (child instanceof Y.XmlElement) {
      try {
        return textOf(child, text)
      } catch {
        // The text is in another element.
      }
    }
  }
  throw new Error(`There is no “${text}”.`)
}
function type(other: Y.Doc, after: string, what: string) {
  const text = textOf(other.getXmlFragment(FRAGMENT), after)
  text.insert(text.toString().indexOf(after) + after.length, what)
}

test('a document is blank until there is a letter, a title or an image in it', () => {
  const isBlankWith = (markdown: string, title = '') => {
    const document = new Y.Doc()
    write(markdown, document)
    writeTitle(document, title)
    return isBlank(document)
  }
  expect(isBlank(ydoc)).toBe(true)
  expect(isBlankWith('')).toBe(true)
  expect(isBlankWith('a')).toBe(false)
  expect(isBlankWith('', 'Plan')).toBe(false)
  expect(isBlankWith('![](https://a.example/b.png)')).toBe(false)
})

describe('writing a body', () => {
  test('any document is read as it was written', () => {
    for (let seed = 1000; seed < 1100; seed++) {
      const document = randomDocument(randomNumbers(seed))
      writeJson(ydoc, document)
      expect(comparable(readJson(ydoc)), `seed ${seed}`).toEqual(comparable(document))
    }
  })

  test('half an emoji, as in a text that a program cut, costs no letter beside it', () => {
    write('cut \ud83d[link](/a) **\udc00bold**')
    expect(markdownOf()).toBe('cut \ufffd[link](/a) **\ufffdbold**\n')
  })

  test('the same content again is no edit at all', () => {
    const updates: unknown[] = []
    for (let seed = 0; seed < 50; seed++) {
      const document = randomDocument(randomNumbers(seed))
      writeJson(ydoc, document)
      ydoc.on('update', (update) => updates.push(update))
      writeJson(ydoc, document)
      writeJson(ydoc, readJson(ydoc))
      ydoc = new Y.Doc()
    }
    expect(updates).toEqual([])
  })

  test('an empty line that begins with a break now keeps what somebody writes in it', () => {
    write('')
    const [line] = readJson(ydoc).content ?? []
    const other = fork()
    const broken = { type: 'doc', content: [{ ...line, content: [{ type: 'hardBreak' }] }] } as JSONContent
    writeJson(ydoc, broken)
    const updates: unknown[] = []
    ydoc.on('update', (update) => updates.push(update))
    writeJson(ydoc, broken)
    expect(updates).toEqual([])
    textOf(other.getXmlFragment(FRAGMENT), '').insert(0, 'Bring cake.')
    merge(other)
    expect(readJson(ydoc).content?.[0]?.content).toEqual([
      { type: 'hardBreak' },
      { type: 'text', text: 'Bring cake.' },
    ])
  })

  test('putting back unchanged what was read as Markdown is no edit', () => {
    const lines = Array.from({ length: 20 }, () => '***!***')
    write(lines.join('\n\n'))
    // As the editor leaves it: bold before italic or after it, and an empty paragraph in which somebody's caret waits.
    const fragment = ydoc.getXmlFragment(FRAGMENT)
    const first = (fragment.get(0) as Y.XmlElement).get(0) as Y.XmlText
    first.format(0, 1, { bold: null })
    first.format(0, 1, { bold: {} })
    fragment.push([new Y.XmlElement('paragraph')])
    const before = fragment.toArray()
    const updates: unknown[] = []
    ydoc.on('update', (update) => updates.push(update))
    write(markdownOf())
    expect(updates).toEqual([])
    write(`${markdownOf()}\nmore`)
    expect(
      fragment
        .toArray()
        .toSpliced(20, 1)
        .every((block, at) => block === before[at]),
    ).toBe(true)
  })

  test('a block with marks is recognised however many others come before it', () => {
    const lines = Array.from({ length: 12 }, (_, at) => `*${at}* is **written** [here](/d/${at})`)
    write(lines.join('\n\n'))
    const before = ids()
    write(lines.slice(10).join('\n\n'))
    expect(ids()).toEqual(Object.fromEntries(Object.entries(before).slice(10)))
  })

  test('every block has an id, and no two the same', () => {
    write('# A\n\nb\n\n- [ ] c\n- d\n\n```\ne\n```\n\n---\n\n![f](/f.png)')
    const all = blocksOf(readJson(ydoc)).map(({ id }) => id)
    expect(all.every((id) => id.length >= 8)).toBe(true)
    expect(new Set(all).size).toBe(all.length)
  })

  test('blocks that stay keep their ids, changed ones too', () => {
    write('# Plan\n\nThe launch is in March.\n\n- [ ] Ask the printer\n- [ ] Book the room')
    const before = ids()
    write(
      'New first.\n\n# Plan\n\nThe launch is on 3 March.\n\n- [ ] Call\n- [x] Ask the printer\n- [ ] Book the room\n\nLast.',
    )
    const after = ids()
    expect(after.Plan).toBe(before.Plan)
    expect(after['The launch is on 3 March.']).toBe(before['The launch is in March.'])
    expect(after['Ask the printer']).toBe(before['Ask the printer'])
    expect(after['Book the room']).toBe(before['Book the room'])
    expect(Object.values(before)).not.toContain(after['New first.'])
    expect(Object.values(before)).not.toContain(after.Call)
  })

  test('what others type meanwhile stays where they typed it', () => {
    write('# Plan\n\nFirst paragraph.\n\nSecond paragraph.\n\n- one\n- two\n- three')
    const other = fork()
    type(other, 'Second paragraph', ' of two')
    type(other, 'three', ' and more')
    write(
      'Before.\n\n# The plan\n\nFirst paragraph.\n\nSecond paragraph.\n\n- zero\n- one\n- three\n- four\n\nAfter.',
    )
    merge(other)
    expect(markdownOf()).toBe(
      'Before.\n\n# The plan\n\nFirst paragraph.\n\nSecond paragraph of two.\n\n- zero\n- one\n- three and more\n- four\n\nAfter.\n',
    )
  })

  test('a block of thousands of pieces is written anew if it changes, and not touched if it does not', () => {
    const pieces = (word: string) => `# Plan\n\n${`**${word}** and `.repeat(3000)}`
    write(pieces('a'))
    const heading = ydoc.getXmlFragment(FRAGMENT).get(0)
    const other = fork()
    const edits: Uint8Array[] = []
    other.on('update', (update) => edits.push(update))
    const text = textOf(other.getXmlFragment(FRAGMENT), ' and ')
    write(pieces('a'), other)
    expect(edits).toEqual([])
    write(pieces('b'), other)
    expect(textOf(other.getXmlFragment(FRAGMENT), ' and ')).not.toBe(text)
    merge(other)
    expect(markdownOf()).toContain('**b** and **b**')
    expect(ydoc.getXmlFragment(FRAGMENT).get(0)).toBe(heading)
  })

  test('in a paragraph of many links, the places of comments stay when another link is changed', () => {
    const links = Array.from({ length: 60 }, (_, index) => `[page ${index}](https://example.org/${index})`)
    write(links.join(', '))
    const text = textOf(ydoc.getXmlFragment(FRAGMENT), 'page 0')
    const place = Y.createRelativePositionFromTypeIndex(text, 5)
    write(links.join(', ').replace('page 59', 'page 60'))
    expect(Y.createAbsolutePositionFromRelativePosition(place, ydoc)?.index).toBe(5)
  })

  test('two changes of one paragraph both stay', () => {
    write('The quick fox jumps.')
    const other = fork()
    type(other, 'jumps', ' high')
    write('The quick brown fox jumps.')
    merge(other)
    expect(markdownOf()).toBe('The quick brown fox jumps high.\n')
  })
})

describe('appending', () => {
  test('goes behind the last text', () => {
    appendJson(ydoc, markdownToJson('a'))
    expect(markdownOf()).toBe('a\n')
    appendJson(ydoc, markdownToJson('- b\n\nc'))
    expect(markdownOf()).toBe('a\n\n- b\n\nc\n')
    ydoc.getXmlFragment(FRAGMENT).push([new Y.XmlText('stray')])
    appendJson(ydoc, markdownToJson('d'))
    expect(markdownOf()).toBe('a\n\n- b\n\nc\n\nstray\n\nd\n')
  })

  test('leaves the empty line below, where somebody may be about to write', () => {
    write('')
    const other = fork()
    appendJson(ydoc, markdownToJson('a'))
    appendJson(ydoc, markdownToJson('b'))
    expect(markdownOf()).toBe('a\n\nb\n')
    type(other, '', 'under way')
    merge(other)
    expect(markdownOf()).toBe('a\n\nb\n\nunder way\n')
  })

  test('touches nothing else', () => {
    write('a\n\na\n\nb')
    const before = readJson(ydoc).content
    appendJson(ydoc, markdownToJson('a'))
    expect(readJson(ydoc).content?.slice(0, 3)).toEqual(before)
  })
})

describe('what other programs write', () => {
  test('unknown nodes give way to their text, unsafe addresses go', () => {
    const odd = new Y.XmlElement('marquee')
    const paragraph = new Y.XmlElement('paragraph')
    const text = new Y.XmlText()
    paragraph.insert(0, [text])
    odd.insert(0, [paragraph])
    const image = new Y.XmlElement('image')
    image.setAttribute('src', 'javascript:alert(1)')
    ydoc.getXmlFragment(FRAGMENT).insert(0, [odd, image])
    text.insert(0, 'x', { link: { href: 'javascript:alert(1)' }, sparkle: {} })
    expect(comparable(readJson(ydoc)).content).toEqual([
      { type: 'paragraph', content: [{ type: 'text', text: 'x' }] },
    ])
  })

  const element = (name: string, ...children: (Y.XmlElement | Y.XmlText | string)[]) => {
    const made = new Y.XmlElement(name)
    made.insert(
      0,
      children.map((child) => (typeof child === 'string' ? new Y.XmlText(child) : child)),
    )
    return made
  }
  const paragraph = (text: string) => element('paragraph', text)

  test.each([
    ['a row', element('tableRow', 'lost?'), '|  |\n| --- |\n| lost? |\n'],
    ['an item', element('listItem', 'lost?'), '- lost?\n'],
    ['words', new Y.XmlText('lost?'), 'lost?\n'],
    [
      'words in a list',
      element('bulletList', 'a', element('listItem', 'b'), paragraph('c')),
      '- a\n- b\n- c\n',
    ],
    [
      'a list in an item without words',
      element('bulletList', element('listItem', element('bulletList', element('listItem', 'a')))),
      '- <br>\n\n  - a\n',
    ],
    ['a line within a line', element('paragraph', paragraph('a'), paragraph('b')), 'a\n\nb\n'],
    ['a task in a quote', element('blockquote', element('taskItem', 'a'), 'b'), '> - [ ] a\n>\n> b\n'],
    ['words in an image that is none', element('image', 'a'), 'a\n'],
    ['a heading in a list', element('bulletList', element('heading', 'a')), '- a\n'],
    ['a list in a heading', element('heading', element('bulletList', element('listItem', 'a'))), '- a\n'],
  ])('%s in the wrong place is kept, and gets what it lacks', (_what, content, markdown) => {
    ydoc.getXmlFragment(FRAGMENT).insert(0, [content])
    expect(markdownOf()).toBe(markdown)
    expect(() => schema.nodeFromJSON(readJson(ydoc)).check()).not.toThrow()
    write('found')
    expect(markdownOf()).toBe('found\n')
  })

  test('a picture among words stays, and code whose words are bold stays code', () => {
    const image = element('image')
    image.setAttribute('src', '/a.png')
    const bold = new Y.XmlText()
    ydoc.getXmlFragment(FRAGMENT).insert(0, [element('heading', 'a', image, 'b'), element('codeBlock', bold)])
    bold.insert(0, 'c', { bold: {} })
    expect(markdownOf()).toBe('a\n\n![](/a.png)\n\nb\n\n```\nc\n```\n')
  })

  test('a node with nothing left in it is left out', () => {
    ydoc
      .getXmlFragment(FRAGMENT)
      .insert(0, [
        paragraph('a'),
        element('bulletList'),
        element('blockquote', element('table')),
        paragraph('b'),
      ])
    expect(markdownOf()).toBe('a\n\nb\n')
  })

  test('unknown nodes with words of their own become lines, or parts of the line that they are in', () => {
    const words = new Y.XmlText()
    words.applyDelta([{ insert: 'a ' }, { insert: 'b', attributes: { bold: {}, sparkle: {} } }])
    ydoc
      .getXmlFragment(FRAGMENT)
      .insert(0, [
        element('callout', words),
        element('callout', 'c'),
        element(
          'bulletList',
          element('listItem', element('custom', 'd')),
          element('listItem', paragraph('e')),
        ),
        element('paragraph', 'f ', element('mention', 'Ada'), ' g'),
        element(
          'blockGroup',
          element('blockContainer', paragraph('h'), element('blockGroup', paragraph('i'))),
        ),
      ])
    expect(markdownOf()).toBe('a **b**\n\nc\n\n- d\n- e\n\nf Ada g\n\nh\n\ni\n')
  })

  test('words in a plain text, or in a text within a text, are read', () => {
    const fragment = ydoc.getXmlFragment(FRAGMENT)
    const outer = new Y.XmlText('a ')
    // The cast: by the types a line holds nothing but XML.
    const plain = new Y.Text('b') as unknown as Y.XmlText
    fragment.insert(0, [element('paragraph', outer, plain)])
    outer.insertEmbed(2, new Y.XmlText('nested '))
    outer.insertEmbed(0, { image: '/a.png' })
    expect(markdownOf()).toBe('a nested b\n')
  })

  test('a body that a program keeps as a plain text is read, and becomes a normal body once it is written', () => {
    const other = new Y.Doc()
    other.getText(FRAGMENT).insert(0, 'plain words')
    other.getText(FRAGMENT).insertEmbed(0, new Y.Map())
    merge(other)
    expect(markdownOf()).toBe('plain words\n')
    appendJson(ydoc, markdownToJson('more'))
    expect(markdownOf()).toBe('plain words\n\nmore\n')
    write('anew')
    expect(ydoc.getXmlFragment(FRAGMENT).toString()).toMatch(/^<paragraph id="\w+">anew<\/paragraph>$/)
  })

  test('a body nested without end is read all the same', () => {
    ydoc.transact(() => {
      let parent: Y.XmlFragment = ydoc.getXmlFragment(FRAGMENT)
      for (let depth = 0; depth < 10_000; depth++) {
        const quote = new Y.XmlElement('blockquote')
        parent.insert(0, [quote])
        parent = quote
      }
    })
    expect(() => jsonToMarkdown(readJson(ydoc))).not.toThrow()
  })

  test.each([
    ['heading', { level: 5e8, id: { toString: 1 } }, '### text\n'],
    ['heading', { level: -1 }, '# text\n'],
    ['heading', { level: '2' }, '## text\n'],
    ['codeBlock', { language: { toString: 1 } }, '```\ntext\n```\n'],
    ['orderedList listItem paragraph', { start: {} }, '1. text\n'],
    ['taskList taskItem paragraph', { checked: 'yes' }, '- [ ] text\n'],
    ['table tableRow tableCell paragraph', { colspan: 1e6, rowspan: '1e6', colwidth: 5 }, / text /],
    ['image', { src: { toString: 1 } }, ''],
    ['image', { src: '/a.png', width: 1e300, height: {}, alt: {} }, '![](/a.png)\n'],
  ])('a %s with the attributes %j is shown within bounds', (names, attributes, markdown) => {
    let parent: Y.XmlFragment = ydoc.getXmlFragment(FRAGMENT)
    for (const name of names.split(' ')) {
      const element = new Y.XmlElement(name)
      parent.push([element])
      // The cast: by the types they are strings, on the wire they can be anything.
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value as string)
      parent = element
    }
    if (names !== 'image') parent.push([new Y.XmlText('text')])
    const json = readJson(ydoc)
    expect(jsonToHtml(json).length).toBeLessThan(5000)
    expect(jsonToMarkdown(json)).toEqual(
      typeof markdown === 'string' ? markdown : expect.stringMatching(markdown),
    )
    expect(
      blocksOf(json)
        .map(({ id }) => id)
        .join(''),
    ).toBe('')
    write('Anew.')
    expect(markdownOf()).toBe('Anew.\n')
  })

  test.each([
    { bold: 'yes', italic: 5 },
    { link: 'https://example.com' },
    { link: { href: { toString: 1 } } },
    { link: { href: 'https://example.com', title: { toString: 1 } } },
  ])('a text with the marks %j is shown', (marks) => {
    const paragraph = new Y.XmlElement('paragraph')
    const text = new Y.XmlText()
    ydoc.getXmlFragment(FRAGMENT).push([paragraph])
    paragraph.push([text])
    text.insert(0, 'text', marks)
    expect(jsonToHtml(readJson(ydoc))).toContain('text')
    expect(markdownOf()).toContain('text')
  })

  test('a table stays one when two people make the same words bold and code at once', () => {
    write('| Who | What |\n| --- | --- |\n| Ada | cake |')
    const other = fork()
    textOf(ydoc.getXmlFragment(FRAGMENT), 'cake').format(0, 4, { bold: {} })
    textOf(other.getXmlFragment(FRAGMENT), 'cake').format(0, 4, { code: {} })
    merge(other)
    expect(markdownOf()).toMatch(/^\| Who \| What +\|\n.*\n\| Ada \| `cake` \|\n$/)
  })

  test('an empty document reads as one empty paragraph', () => {
    expect(comparable(readJson(ydoc)) as JSONContent).toEqual({
      type: 'doc',
      content: [{ type: 'paragraph' }],
    })
  })
})

test('a title is changed by what differs', () => {
  writeTitle(ydoc, 'Launch plan')
  const other = fork()
  other.getText('title').insert(11, ' for spring')
  writeTitle(ydoc, 'The launch plan')
  merge(other)
  expect(readTitle(ydoc)).toBe('The launch plan for spring')
})

test.each([
  ['🟢 Launch', '🔴 Launch'],
  ['Launch 🟢', 'Launch 🔴'],
  ['🟢🟢', '🟢🔴🟢'],
  ['a👍🏽b', 'a👍🏿b'],
  ['😀', '𐘀'],
])('a title with emoji keeps its characters whole: %s → %s', (before, after) => {
  writeTitle(ydoc, before)
  const other = fork()
  writeTitle(ydoc, after)
  merge(other)
  expect(readTitle(ydoc)).toBe(after)
})
