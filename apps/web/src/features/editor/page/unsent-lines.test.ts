import { FRAGMENT, TITLE, writeJson } from '@quillwire/editor'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { unsentLines } from './unsent-lines.ts'

const paragraph = (text: string) => ({ type: 'paragraph', content: [{ type: 'text', text }] })

test('the lines that one has written in since are listed, and no others', () => {
  const server = new Y.Doc()
  writeJson(server, {
    type: 'doc',
    content: [
      paragraph('Theirs.'),
      { type: 'bulletList', content: [{ type: 'listItem', content: [paragraph('Item')] }] },
      paragraph('Known.'),
      paragraph('Taken back.'),
    ],
  })
  // Deleted text is kept, since it can be undone.
  const ydoc = new Y.Doc({ gc: false })
  Y.applyUpdate(ydoc, Y.encodeStateAsUpdate(server))
  const lines = [...ydoc.getXmlFragment(FRAGMENT).createTreeWalker((node) => node instanceof Y.XmlText)]
  const line = (index: number) => lines[index] as Y.XmlText // as the walker was told
  line(2).insert(0, 'Long ')
  const sent = new Map([[ydoc.clientID, Y.getState(ydoc.store, ydoc.clientID)]])
  expect(unsentLines(ydoc, sent)).toEqual([])

  // Right behind what was sent: Yjs makes both one piece.
  line(2).insert(5, 'and well ')
  line(1).insert(4, ' of mine')
  line(3).insert(0, 'No. ')
  line(3).delete(0, 4)
  expect(unsentLines(ydoc, sent)).toEqual(['Item of mine', 'Long and well Known.'])
  ydoc.getText(TITLE).insert(0, 'Trip')
  expect(unsentLines(ydoc, sent)).toEqual(['Trip', 'Item of mine', 'Long and well Known.'])
  expect(unsentLines(ydoc, new Map())).toEqual([])
})
