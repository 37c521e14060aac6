import { expect, test } from 'vitest'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { sayOnce } from './said-once.ts'

test('what was said of oneself is not said again before it is news', () => {
  const awareness = new Awareness(new Y.Doc())
  sayOnce({ awareness })
  const said: unknown[] = []
  awareness.on('update', () => said.push(awareness.getLocalState()))
  try {
    for (const name of ['Anna', 'Anna', 'Anna Berg', 'Anna Berg'])
      awareness.setLocalStateField('user', { name, id: null })
    expect(said).toEqual([{ user: { name: 'Anna', id: null } }, { user: { name: 'Anna Berg', id: null } }])
    // Of what was taken back it is news.
    awareness.setLocalStateField('cursor', null)
    awareness.setLocalStateField('cursor', null)
    expect(said).toHaveLength(3)
    // That one is still there is said as a whole.
    awareness.setLocalState(awareness.getLocalState())
    expect(said).toHaveLength(4)
  } finally {
    awareness.destroy()
  }
})
