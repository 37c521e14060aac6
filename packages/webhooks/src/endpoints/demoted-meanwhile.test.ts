/** An endpoint or a hook that is made or taken over at the moment at which whoever does it stops being an admin. */
import { takeRights } from '@quillwire/core/access/require-still'
import { createDocument } from '@quillwire/core/documents/create-document'
import { testDatabase } from '@quillwire/database/testing'
import { expect, test, vi } from 'vitest'
import { createHook } from '../incoming/create-hook.ts'
import { updateHook } from '../incoming/update-hook.ts'
import { testWorkspace } from '../testing/workspace.ts'
import { createEndpoint } from './create-endpoint.ts'
import { updateEndpoint } from './update-endpoint.ts'

const { database } = await testDatabase()
const settings = { url: 'https://example.com/hook', eventTypes: ['*'] }

test.each(['makes an endpoint', 'takes one over', 'makes a hook', 'takes a hook over'] as const)(
  'somebody who is no longer an admin when it is done %s in vain',
  async (what) => {
    const { id: workspaceId, context, colleague } = await testWorkspace(database)
    const jonas = await colleague()
    const documentId = await createDocument(context, { title: 'Log' })
    const { id } = await createEndpoint(context, settings)
    const { id: hookId } = await createHook(context, { documentId })
    const doors = {
      'makes an endpoint': () => createEndpoint(jonas.context, settings),
      'takes one over': () => updateEndpoint(jonas.context, { id, url: 'https://example.net/his' }),
      'makes a hook': () => createHook(jonas.context, { documentId }),
      'takes a hook over': () => updateHook(jonas.context, { id: hookId, name: 'His' }),
    }
    const { doing } = await database.transaction(async (tx) => {
      await takeRights(tx, workspaceId)
      const doing = doors[what]().then(
        () => 'done',
        (error) => error.code,
      )
      await vi.waitFor(async () => {
        const { rows } = await database.query(
          `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        )
        expect(rows).not.toEqual([])
      })
      await tx.member.updateMany({ where: { workspaceId, userId: jonas.userId }, data: { role: 'member' } })
      return { doing }
    })
    expect(await doing).toBe('may_not_manage_integrations')
  },
)
