import { documentExtensions } from '@quillwire/editor'
import { getSchema } from '@tiptap/core'
import { yXmlFragmentToProseMirrorRootNode } from '@tiptap/y-tiptap'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { keepWithinBounds } from './attributes-within-bounds.ts'

const schema = getSchema(documentExtensions())
keepWithinBounds(schema)

test('whatever a program wrote into the attributes, the editor gets what it can show', () => {
  const fragment = new Y.Doc().getXmlFragment('default')
  const element = (parent: Y.XmlFragment, name: string, attributes: Record<string, unknown> = {}) => {
    const made = new Y.XmlElement(name)
    parent.push([made])
    // The cast: to the types they are texts, on the wire they are anything.
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
