import { documentExtensions, FRAGMENT } from '@quillwire/editor'
import { getSchema } from '@tiptap/core'
import { EditorState } from '@tiptap/pm/state'
import { ySyncPlugin, yXmlFragmentToProseMirrorRootNode } from '@tiptap/y-tiptap'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { anchorOf, rangesIn } from '../../comments/anchor.ts'
import { showForeign, standInForStrays } from './foreign-content.ts'
import { LastingMapping } from './lasting-mapping.ts'
import { headlessView } from './testing/headless-view.ts'
import { textOf } from './text-from-the-start.ts'

const schema = getSchema(documentExtensions())
showForeign(schema)

test('whatever a program wrote into the attributes, the editor gets what it can show', () => {
  const fragment = new Y.Doc().getXmlFragment('default')
  const element = (parent: Y.XmlFragment, name: string, attributes: Record<string, unknown> = {}) => {
    const made = new Y.XmlElement(name)
    parent.push([made])
    // The cast: by the types they are strings, but on the wire they are anything.
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value as string)
    return made
  }
  const text = new Y.XmlText()
  element(fragment, 'paragraph', { id: { toString: 1 } }).push([text])
  text.insert(0, 'a', { link: { href: { toString: 1 } }, bold: {} })
  element(fragment, 'codeBlock', { language: { toString: 1 } })
  element(fragment, 'image', { src: { toString: 1 } })
  const row = element(element(fragment, 'table'), 'tableRow')
  element(element(row, 'tableCell', { colspan: 1e9, rowspan: -1 }), 'paragraph')
  const [line, code, image, table] = yXmlFragmentToProseMirrorRootNode(fragment, schema).children
  expect(line?.attrs.id).toBeNull()
  expect(line?.firstChild?.marks.map(({ type, attrs }) => [type.name, attrs.href])).toEqual([
    ['link', null],
    ['bold', undefined],
  ])
  expect(code?.attrs.language).toBeNull()
  expect(image?.attrs.src).toBeNull()
  expect(table?.firstChild?.firstChild?.attrs).toMatchObject({ colspan: 100, rowspan: 1 })
})

describe('what a program wrote with a schema of its own', () => {
  type Content = Y.XmlElement | Y.XmlText | string
  const element = (name: string, ...children: Content[]) => {
    const made = new Y.XmlElement(name)
    made.insert(
      0,
      children.map((child) => (typeof child === 'string' ? new Y.XmlText(child) : child)),
    )
    return made
  }
  const line = (text: string) => element('paragraph', text)
  const marked = (words: string, marks: Record<string, unknown>) => {
    const text = new Y.XmlText()
    text.applyDelta([{ insert: words, attributes: marks }])
    return text
  }

  /** An editor without a screen, of a body that ends with the line “Last”. */
  function open(...content: Content[]) {
    const ydoc = new Y.Doc()
    const fragment = ydoc.getXmlFragment(FRAGMENT)
    fragment.push(content.map((child) => (typeof child === 'string' ? new Y.XmlText(child) : child)))
    fragment.push([line('Last')])
    standInForStrays(fragment, schema)
    const mapping = new LastingMapping(ydoc)
    const sync = ySyncPlugin(fragment, { mapping })
    const doc = textOf(fragment, schema, mapping)
    const view = headlessView(EditorState.create({ doc, plugins: [sync] }), sync)
    const placeOf = (words: string) => {
      let from = -1
      view.state.doc.descendants((node, position) => {
        if (node.text?.includes(words)) from = position + node.text.indexOf(words)
      })
      return { from, to: from + words.length }
    }
    return {
      fragment,
      inYjs: () => fragment.toString(),
      shown: () => view.state.doc.toString(),
      state: () => view.state,
      placeOf,
      /** Writes a letter behind these words. */
      typeBehind(words: string) {
        view.dispatch(view.state.tr.insertText('!', placeOf(words).to))
      },
    }
  }

  test.each<[string, Content, string]>([
    ['a mark', element('paragraph', marked('Word', { sparkle: {}, bold: {} })), 'paragraph(bold("Word"))'],
    ['a block', element('callout', line('Word')), 'paragraph("Word")'],
    ['blocks', element('callout', line('Word'), line('b')), 'blockquote(paragraph("Word"), paragraph("b"))'],
    ['a line', element('callout', marked('Word', { bold: {} })), 'paragraph(bold("Word"))'],
    ['a part of a line', element('paragraph', 'Hi ', element('mention', 'Word')), 'paragraph("Hi Word")'],
    [
      'words in an item',
      element('bulletList', element('listItem', 'Word')),
      'bulletList(listItem(paragraph("Word")))',
    ],
    ['words in a list', element('bulletList', 'Word'), 'bulletList(listItem(paragraph("Word")))'],
    ['bold code', element('codeBlock', marked('Word', { bold: {} })), 'codeBlock("Word")'],
    ['words in no line', 'Word', 'paragraph("Word")'],
    [
      'an item without its list',
      element('listItem', line('Word')),
      'bulletList(listItem(paragraph("Word")))',
    ],
    [
      'a cell without its table',
      element('callout', element('tableCell', line('Word'))),
      'table(tableRow(tableCell(paragraph("Word"))))',
    ],
    [
      'an item in a heading',
      element('heading', element('listItem', 'Word')),
      'bulletList(listItem(paragraph("Word")))',
    ],
  ])('%s is shown, and left as it is until it is edited', (_what, content, nearest) => {
    const { inYjs, shown, typeBehind } = open(content)
    const before = inYjs()
    expect(shown()).toBe(`doc(${nearest}, paragraph("Last"))`)
    typeBehind('Last')
    expect(inYjs()).toBe(before.replace('Last', 'Last!'))
    typeBehind('Word')
    expect(inYjs()).toContain('Word!')
    expect(shown()).toBe(`doc(${nearest.replace('Word', 'Word!')}, paragraph("Last!"))`)
  })

  test('a comment on it, or on what stands behind it, is found', () => {
    const { state, placeOf } = open(
      element('listItem', line('An item')),
      element('callout', line('A callout')),
      element('listItem'),
    )
    for (const quote of ['An item', 'A callout', 'Last']) {
      const { from, to } = placeOf(quote)
      const anchor = anchorOf(state(), from, to)
      expect(anchor && rangesIn(state()).anchored(anchor)).toEqual({ from, to })
    }
  })

  test('what comes while the editor is open is shown too, and what has nothing left in it goes', () => {
    const { fragment, inYjs, shown } = open('Hi', element('bulletList', element('listItem', line('a'))))
    fragment.insert(1, [element('callout', 'there'), element('video')])
    const stray = fragment.get(0)
    expect(shown()).toMatch(/^doc\(paragraph\("Hi"\), paragraph\("there"\), paragraph, bulletList/)
    // `toArray` returns stand-ins, `get` does not.
    ;(stray as Y.XmlText).insert(2, '!')
    expect(shown()).toContain('paragraph("Hi!"), paragraph("there")')
    ;(fragment.get(3) as Y.XmlElement).delete(0, 1)
    expect(inYjs()).toBe('Hi!<callout>there</callout><video></video><paragraph>Last</paragraph>')
  })
})
