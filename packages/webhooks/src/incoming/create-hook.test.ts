import type { Database } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { expect, test } from 'vitest'
import { testDocument } from '../testing/document.ts'
import { testWorkspace } from '../testing/workspace.ts'
import { createHook } from './create-hook.ts'

const { database } = await testDatabase()

test.each(['UPDATE incoming_hooks SET revoked_at = now()', 'DELETE FROM incoming_hooks'])(
  'whoever makes a hook is given its URL, whatever becomes of it a moment later: %s',
  async (later) => {
    const workspace = await testWorkspace(database)
    const { id: documentId } = await testDocument(workspace, { title: 'Alerts' })
    const transaction: Database['transaction'] = async (work) => {
      const result = await database.transaction(work)
      await database.query(later)
      return result
    }
    const context = { ...workspace.context, database: { ...database, transaction } }
    const url = expect.stringMatching(/\/api\/v1\/hooks\/in_/)
    expect(await createHook(context, { documentId, name: 'Alerts' })).toMatchObject({ url, status: 'active' })
  },
)
