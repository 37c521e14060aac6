import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { isOfAnother } from './of-another.ts'

function docOf(clientId: number, write: (ydoc: Y.Doc) => void) {
  const ydoc = new Y.Doc()
  ydoc.clientID = clientId
  write(ydoc)
  return ydoc
}
const words = (text: string) => (ydoc: Y.Doc) => ydoc.getText('body').insert(0, text)
const line = (name: string) => (ydoc: Y.Doc) => ydoc.getXmlFragment('default').push([new Y.XmlElement(name)])

test.each([
  ['other words', words('plum'), words('pear'), true],
  ['more of the same words', words('plum'), words('plums'), false],
  ['fewer of the same words', words('plums'), words('plum'), false],
  ['another line', line('paragraph'), line('heading'), true],
  ['the same line', line('paragraph'), line('paragraph'), false],
  ['a line in the place of words', words('p'), line('paragraph'), true],
])('%s under the same client id', (_what, here, brought, isAnother) => {
  const { store } = docOf(1, here)
  expect(isOfAnother(store, Y.encodeStateAsUpdate(docOf(1, brought)))).toBe(isAnother)
  expect(isOfAnother(store, Y.encodeStateAsUpdate(docOf(2, brought)))).toBe(false)
})

test('what comes again counts as the same, even if it was cut, deleted or joined meanwhile', () => {
  const ydoc = new Y.Doc()
  const updates: Uint8Array[] = []
  ydoc.on('update', (update: Uint8Array) => updates.push(update))
  const text = ydoc.getText('body')
  text.insert(0, 'a plum 😀')
  text.insert(9, ' and a pear')
  text.insert(8, 'x')
  text.delete(2, 4)
  text.format(0, 3, { bold: true })
  const other = new Y.Doc()
  for (const update of updates) Y.applyUpdate(other, update)
  other.getText('body').insert(4, 'between')
  for (const update of [...updates, Y.mergeUpdates(updates)])
    expect(isOfAnother(other.store, update)).toBe(false)
})
