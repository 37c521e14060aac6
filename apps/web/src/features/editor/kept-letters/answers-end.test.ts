/** Pages that bring letters answer what the other page does, and must come to an end. */
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { breakInside, pages } from './testing/headless-editor.ts'

const MANY_ROUNDS = 20

test.each([
  [2, 3],
  [3, 2],
])(
  'two people who break the same line at once have the same text, and their pages fall silent',
  (one, two) => {
    const [ada, jonas] = pages('alpha', one, two)
    ada.insert('A')
    jonas.caretAtEnd()
    jonas.insert('B')
    for (const editor of [jonas, ada]) editor.run(breakInside)

    let said = 0
    for (const { ydoc } of [ada, jonas])
      ydoc.on('update', (_: unknown, origin: unknown) => origin !== 'remote' && said++)
    for (let round = 0; round < MANY_ROUNDS; round++) {
      said = 0
      const [byAda, byJonas] = [ada, jonas].map(({ ydoc }) => Y.encodeStateAsUpdate(ydoc))
      Y.applyUpdate(ada.ydoc, byJonas ?? new Uint8Array(), 'remote')
      Y.applyUpdate(jonas.ydoc, byAda ?? new Uint8Array(), 'remote')
    }
    expect(said).toBe(0)
    expect(ada.text()).toBe(jonas.text())
    for (const letter of 'ABalpha') expect(ada.text()).toContain(letter)
  },
)
