import { expect, test } from 'vitest'
import { jsonToText } from './blocks.ts'
import { jsonToHtml } from './html.ts'
import { markdownToJson } from './markdown/index.ts'

test('every kind of block has its element', () => {
  const html = jsonToHtml(
    markdownToJson(
      '# A\n\n**b** *c* <u>d</u> ~~e~~ `f`\n\n- g\n\n1. h\n\n- [x] i\n\n> j\n\n```css\nk {}\n```\n\n| l |\n| --- |\n| m |\n\n![n](/o.png)\n\n---',
    ),
  )
  for (const piece of [
    '<h1>A</h1>',
    '<strong>b</strong>',
    '<em>c</em>',
    '<u>d</u>',
    '<s>e</s>',
    '<code>f</code>',
    '<ul><li><p>g</p></li></ul>',
    '<ol><li><p>h</p></li></ol>',
    'data-checked="true"',
    '<blockquote><p>j</p></blockquote>',
    '<pre><code class="language-css">k {}</code></pre>',
    '<p>l</p></th>',
    '<p>m</p></td>',
    '<img src="/o.png" alt="n"',
    '<hr',
  ])
    expect(html).toContain(piece)
})

test('text and attributes are escaped', () => {
  const html = jsonToHtml({
    type: 'doc',
    content: [
      { type: 'paragraph', content: [{ type: 'text', text: '<b>&"' }] },
      { type: 'image', attrs: { src: '/a', alt: '"><script>' } },
    ],
  })
  expect(html).toContain('&lt;b&gt;&amp;')
  expect(html).not.toContain('<script>')
})

test('the plain text has a block a line', () => {
  expect(
    jsonToText(
      markdownToJson('# A\n\nb **c**\\\nd\n\n- [ ] e\n  - f\n\n| g | h |\n| - | - |\n\n![i](/j.png)'),
    ),
  ).toBe('A\nb c\nd\ne\nf\ng\nh\ni')
})

test('a link looks and opens as all links do, whatever a program says of it', () => {
  const attrs = { href: '/a', title: 'b', class: 'fixed inset-0', rel: 'opener', target: '_self' }
  const text = { type: 'text', text: 'c', marks: [{ type: 'link', attrs }] }
  expect(jsonToHtml({ type: 'doc', content: [{ type: 'paragraph', content: [text] }] })).toContain(
    '<a target="_blank" rel="noopener noreferrer nofollow" href="/a" title="b">c</a>',
  )
})
