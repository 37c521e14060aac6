import { testDatabase } from '@quillwire/database/testing'
import { expect, test } from 'vitest'
import { requirePerson } from '../access/require-workspace.ts'
import { createDocument } from '../documents/create-document.ts'
import { testWorkspace } from '../testing/test-workspace.ts'
import { removeMember } from '../workspaces/remove-member.ts'
import { countLeftBehind } from './count-left-behind.ts'

const { database } = await testDatabase()
/** More than one transaction could record one by one. */
const MANY = 5000

test('a member with thousands of documents and links of their own can be removed', {
  timeout: 60_000,
}, async () => {
  const { id: workspaceId, owner, person } = await testWorkspace(database)
  const { id: userId } = requirePerson((await person('Jonas', 'admin')).principal)
  const documentId = await createDocument(owner, { title: 'Plan' })
  await database.query(
    `INSERT INTO documents (id, workspace_id, title, general_access, created_by_type, created_by_id)
     SELECT gen_random_uuid(), $1::uuid, 'Private', NULL, 'user', $2::uuid FROM generate_series(1, $3::int)`,
    [workspaceId, userId, MANY],
  )
  await database.query(
    `INSERT INTO share_links (id, document_id, role, token_hash, token_sealed, created_by_type, created_by_id)
     SELECT gen_random_uuid(), $1::uuid, 'viewer', gen_random_uuid()::text, '', 'user', $2::uuid FROM generate_series(1, $3::int)`,
    [documentId, userId, MANY],
  )
  expect(await countLeftBehind(owner, { userId })).toMatchObject({ documents: MANY, shareLinks: MANY })
  await removeMember(owner, { userId })
  const { rows } = await database.query(
    `SELECT type, count(DISTINCT coalesce(data #>> '{link,id}', document_id::text))::int AS about FROM events
      WHERE workspace_id = $1::uuid AND type IN ('document.shared', 'share_link.revoked') GROUP BY type ORDER BY type`,
    [workspaceId],
  )
  expect(rows).toEqual([
    { type: 'document.shared', about: MANY },
    { type: 'share_link.revoked', about: MANY },
  ])
})
