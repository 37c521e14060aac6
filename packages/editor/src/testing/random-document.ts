import type { JSONContent } from '@tiptap/core'
import { fitToSchema } from '../fit-to-schema.ts'

const PIECES = [
  ...[
    'word',
    'a',
    'Größe',
    '日本',
    '。',
    '「',
    '😀',
    ' ',
    '  ',
    '\t',
    '\u00a0',
    '1. ',
    '12) ',
    '# ',
    '- ',
    '+ ',
    '> ',
    '=',
    '---',
  ],
  ...[
    '*',
    '**',
    '_',
    '__',
    '`',
    '``',
    '~',
    '~~',
    '[',
    ']',
    '(',
    ')',
    '!',
    '![',
    '|',
    '\\',
    '\\\\',
    '<',
    '<b>',
    '</u>',
  ],
  ...[
    '&',
    '&amp;',
    '&#35;',
    '"',
    "'",
    ':',
    '{',
    '}',
    '<br>',
    'https://a.example/x_y_z',
    'x@y.example',
    '[ ] ',
    '[x] ',
  ],
  ...[
    'snake_case',
    '2 * 3 * 4',
    '#tag',
    '.',
    ',',
    '–',
    '```',
    '~~~',
    ':--',
    '| a | b |',
    '[a]: b',
    '<!-- -->',
    '$',
    '^',
  ],
]
const HREFS = [
  'https://a.example/',
  '/d/1?a=b&amp=c',
  'mailto:a@b.example',
  'https://a.example/(x)_y*z',
  'a b<c>\\d',
]

/** A document of our schema with everything in it that is hard to write as Markdown. */
export function randomDocument(random: (bound: number) => number): JSONContent {
  const pick = <Item>(items: readonly Item[]): Item => items[random(items.length)] as Item // the index is within
  const many = <Item>(most: number, make: () => Item) => Array.from({ length: 1 + random(most) }, make)
  const text = () => many(6, () => pick(PIECES)).join('')
  const marks = () => {
    if (random(8) === 0) return [{ type: 'code' }]
    const found: NonNullable<JSONContent['marks']> = []
    if (random(6) === 0)
      found.push({ type: 'link', attrs: { href: pick(HREFS), title: pick([null, 'T "q" \\ &amp;']) } })
    for (const type of ['bold', 'italic', 'strike', 'underline']) if (random(4) === 0) found.push({ type })
    return found
  }
  const inline = (): JSONContent[] => {
    const nodes: JSONContent[] = []
    for (let count = random(5); count > 0; count--) {
      if (random(8) === 0 && nodes.length > 0) nodes.push({ type: 'hardBreak' })
      nodes.push({ type: 'text', text: text(), marks: marks() })
    }
    return nodes
  }
  const paragraph = () => ({ type: 'paragraph', content: inline() })
  const image = () => ({
    type: 'image',
    attrs: {
      src: pick(['/api/v1/documents/1/files/2', 'https://a.example/a b.png']),
      alt: pick([null, 'An [image]!']),
      title: pick([null, 'x']),
      ...pick([{}, { width: 400 }, { width: 400, height: 300 }]),
    },
  })
  const item = (type: string, depth: number): JSONContent => ({
    type,
    ...(type === 'taskItem' ? { attrs: { checked: random(2) === 0 } } : {}),
    content: [paragraph(), ...(depth > 0 && random(3) === 0 ? many(2, () => block(depth - 1)) : [])],
  })
  const table = () => {
    const width = 1 + random(3)
    const cell = (type: string) => ({
      type,
      content:
        random(6) === 0
          ? [image()]
          : many(2, () => ({ type: 'paragraph', content: inline().filter(isText) })),
    })
    const row = (type: string) => ({
      type: 'tableRow',
      content: Array.from({ length: width }, () => cell(type)),
    })
    const head = random(4) > 0 ? [row('tableHeader')] : []
    return { type: 'table', content: [...head, ...many(3, () => row('tableCell'))] }
  }
  const block = (depth: number): JSONContent => {
    const kind = random(depth > 0 ? 11 : 5)
    if (kind === 0) return { type: 'heading', attrs: { level: 1 + random(3) }, content: inline() }
    if (kind === 1)
      return {
        type: 'codeBlock',
        attrs: { language: pick([null, 'typescript', 'c++']) },
        content: [{ type: 'text', text: many(4, text).join(pick(['\n', '\n\n  ', '\n```\n'])) }],
      }
    if (kind === 2) return { type: 'horizontalRule' }
    if (kind === 3) return image()
    if (kind === 5) return { type: 'blockquote', content: many(3, () => block(depth - 1)) }
    if (kind === 6) return { type: 'bulletList', content: many(3, () => item('listItem', depth)) }
    if (kind === 7)
      return {
        type: 'orderedList',
        attrs: { start: random(12) },
        content: many(3, () => item('listItem', depth)),
      }
    if (kind === 8) return { type: 'taskList', content: many(3, () => item('taskItem', depth)) }
    if (kind === 9) return table()
    return paragraph()
  }
  return fitToSchema(many(6, () => block(3)))
}

function isText({ type }: JSONContent) {
  return type === 'text'
}
