import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import {
  FRAGMENT,
  firstText,
  jsonToMarkdown,
  markdownToJson,
  prependJson,
  readJson,
  writeJson,
  writeSection,
} from './index.ts'
import { randomDocument } from './testing/random-document.ts'
import { randomNumbers } from './testing/random-numbers.ts'

const documentOf = (markdown: string) => {
  const ydoc = new Y.Doc()
  writeJson(ydoc, markdownToJson(markdown))
  return ydoc
}
const markdownOf = (ydoc: Y.Doc) => jsonToMarkdown(readJson(ydoc))
const set = (ydoc: Y.Doc, name: string, markdown: string) =>
  writeSection(ydoc, name, markdownToJson(markdown))

describe('a section', () => {
  const before = '# Plan\n\nIntro\n\n## Status\n\nold\n\n### Detail\n\nold too\n\n## Next\n\nstays\n'

  test('is replaced up to the next heading of its rank; the rest stays the same blocks', () => {
    const ydoc = documentOf(before)
    const fragment = ydoc.getXmlFragment(FRAGMENT)
    const [first, last] = [fragment.get(0), fragment.get(fragment.length - 1)]
    set(ydoc, ' status ', 'All **green**\n\n- a')
    expect(markdownOf(ydoc)).toBe(
      '# Plan\n\nIntro\n\n## Status\n\nAll **green**\n\n- a\n\n## Next\n\nstays\n',
    )
    expect(fragment.get(0)).toBe(first)
    expect(fragment.get(fragment.length - 1)).toBe(last)
  })

  test('at the end, it leaves the empty line below, and the same content again is no edit', () => {
    const ydoc = documentOf('')
    const line = ydoc.getXmlFragment(FRAGMENT).get(0)
    set(ydoc, 'Status', 'new')
    const before = Y.encodeStateAsUpdate(ydoc)
    set(ydoc, 'Status', 'new')
    expect(Y.encodeStateAsUpdate(ydoc)).toEqual(before)
    set(ydoc, 'Status', '- newer')
    expect(markdownOf(ydoc)).toBe('## Status\n\n- newer\n')
    expect(ydoc.getXmlFragment(FRAGMENT).toArray().at(-1)).toBe(line)
  })

  test.each(['', 'a\n\n<br>', '<br>'])(
    'at the end, empty lines do not become more with each call: %j',
    (last) => {
      for (const start of ['', 'text', '## Status', '## Status\n\nold']) {
        const ydoc = documentOf(start)
        set(ydoc, 'Status', last)
        set(ydoc, 'Status', last)
        const before = Y.encodeStateAsUpdate(ydoc)
        set(ydoc, 'Status', last)
        expect(Y.encodeStateAsUpdate(ydoc)).toEqual(before)
        const lines = ydoc.getXmlFragment(FRAGMENT).length
        set(ydoc, 'Status', 'b')
        set(ydoc, 'Status', last)
        set(ydoc, 'Status', 'b')
        set(ydoc, 'Status', last)
        expect(ydoc.getXmlFragment(FRAGMENT).length).toBe(lines)
      }
    },
  )

  test('is made at the end when it is missing, and found the next time', () => {
    const ydoc = documentOf('text')
    set(ydoc, 'Build *status*', 'one')
    set(ydoc, 'Build *status*', 'two')
    expect(markdownOf(ydoc)).toBe('text\n\n## Build \\*status\\*\n\ntwo\n')
  })

  test('has no headings that would end it', () => {
    for (const name of ['Plan', 'Status', 'Detail']) {
      const ydoc = documentOf(before)
      set(ydoc, name, '# Big\n\nlarge\n\n## Small `code`\n\nlittle')
      set(ydoc, name, 'z')
      expect(markdownOf(ydoc)).not.toMatch(/Big|large|Small|little/)
    }
  })

  test('the same content is no edit', () => {
    const ydoc = documentOf(before)
    set(ydoc, 'Status', 'a\n\n- b')
    const state = Y.encodeStateVector(ydoc)
    set(ydoc, 'Status', 'a\n\n- b')
    expect(Y.encodeStateVector(ydoc)).toEqual(state)
  })

  test('any content written twice is no second edit, whatever happens to its headings', () => {
    for (let seed = 0; seed < 60; seed++) {
      const ydoc = documentOf(before)
      const content = randomDocument(randomNumbers(seed))
      writeSection(ydoc, 'Detail', content)
      const state = Y.encodeStateVector(ydoc)
      writeSection(ydoc, 'Detail', content)
      expect(Y.encodeStateVector(ydoc), `seed ${seed}`).toEqual(state)
    }
  })

  test('what somebody types elsewhere at the same time stays', () => {
    const ydoc = documentOf(before)
    const other = new Y.Doc()
    Y.applyUpdate(other, Y.encodeStateAsUpdate(ydoc))
    const text = (other.getXmlFragment(FRAGMENT).get(1) as Y.XmlElement).get(0) as Y.XmlText
    text.insert(5, 'duction')
    set(ydoc, 'Status', 'new')
    Y.applyUpdate(ydoc, Y.encodeStateAsUpdate(other))
    expect(markdownOf(ydoc)).toContain('Introduction')
    expect(markdownOf(ydoc)).toContain('## Status\n\nnew\n\n## Next')
  })
})

describe('the beginning', () => {
  test('takes what is prepended, in the place of empty paragraphs', () => {
    const ydoc = documentOf('')
    prependJson(ydoc, markdownToJson('b\n\n- c'))
    prependJson(ydoc, markdownToJson('a'))
    prependJson(ydoc, markdownToJson(''))
    expect(markdownOf(ydoc)).toBe('a\n\nb\n\n- c\n')
  })

  test('of an empty text takes what is prepended, and leaves the line where somebody may be about to write', () => {
    const ydoc = documentOf('')
    const line = ydoc.getXmlFragment(FRAGMENT).get(0)
    prependJson(ydoc, markdownToJson('a'))
    expect(markdownOf(ydoc)).toBe('a\n')
    expect(ydoc.getXmlFragment(FRAGMENT).toArray().at(-1)).toBe(line)
  })

  test('has a first text to comment on', () => {
    const ydoc = documentOf('---\n\n- The **launch** plan\n\nmore')
    const { anchor, quote } = firstText(ydoc)
    expect(quote).toBe('The launch plan')
    const place = (encoded: string) =>
      Y.createAbsolutePositionFromRelativePosition(
        Y.decodeRelativePosition(Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0))),
        ydoc,
      )
    expect(place(anchor.start)?.index).toBe(0)
    expect(place(anchor.end)?.index).toBe(15)
    expect(place(anchor.end)?.type).toBe(place(anchor.start)?.type)
    expect(firstText(documentOf(`${'word '.repeat(100)}`)).quote).toHaveLength(119)
    expect(firstText(documentOf(`a${'🚀'.repeat(100)}`)).quote).toBe(`a${'🚀'.repeat(59)}`)
    expect(firstText(documentOf('')).quote).toBe('')
  })
})
