import { expect, test } from 'vitest'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { sayOnce } from './said-once.ts'

test('a field of one’s own state is not sent again until it has changed', () => {
  const awareness = new Awareness(new Y.Doc())
  sayOnce({ awareness })
  const said: unknown[] = []
  awareness.on('update', () => said.push(awareness.getLocalState()))
  try {
    for (const name of ['Anna', 'Anna', 'Anna Berg', 'Anna Berg'])
      awareness.setLocalStateField('user', { name, id: null })
    expect(said).toEqual([{ user: { name: 'Anna', id: null } }, { user: { name: 'Anna Berg', id: null } }])
    // A field that is cleared is sent, once.
    awareness.setLocalStateField('cursor', null)
    awareness.setLocalStateField('cursor', null)
    expect(said).toHaveLength(3)
    // The whole state is always sent: it says that one is still there.
    awareness.setLocalState(awareness.getLocalState())
    expect(said).toHaveLength(4)
  } finally {
    awareness.destroy()
  }
})
