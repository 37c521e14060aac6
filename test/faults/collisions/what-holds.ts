/**
 * What is true of a workspace whatever was done in it, in whatever order. Each statement finds the rows that break it.
 */
import type { Executor } from '@quillwire/database'

const STAYS = `EXISTS (SELECT FROM members m WHERE m.workspace_id = d.workspace_id AND m.user_id`
const IS_ADMIN = `EXISTS (SELECT FROM members m WHERE m.workspace_id = x.workspace_id AND m.role IN ('owner', 'admin') AND m.user_id`

const broken = {
  'a circle in the tree': `WITH RECURSIVE line AS (
      SELECT id, parent_id FROM documents
      UNION ALL SELECT line.id, d.parent_id FROM line JOIN documents d ON d.id = line.parent_id
    ) CYCLE parent_id SET is_cycle USING path SELECT id FROM line WHERE is_cycle`,
  'a role on a document for who is gone': `SELECT a.id FROM document_access a JOIN documents d ON d.id = a.document_id
     WHERE NOT ${STAYS} = a.user_id)`,
  'a share link of who is gone': `SELECT l.id FROM share_links l JOIN documents d ON d.id = l.document_id
     WHERE l.revoked_at IS NULL AND l.created_by_type = 'user' AND NOT ${STAYS} = l.created_by_id)`,
  'a document that nobody may edit': `SELECT d.id FROM documents d
     WHERE NOT EXISTS (
             SELECT FROM members m LEFT JOIN document_access a ON a.document_id = d.id AND a.user_id = m.user_id
              WHERE m.workspace_id = d.workspace_id
                AND (d.created_by_type = 'user' AND d.created_by_id = m.user_id OR a.role IN ('owner', 'editor')
                     OR a.role IS NULL AND m.role <> 'guest' AND d.general_access = 'editor'))
       AND NOT EXISTS (SELECT FROM api_keys k WHERE d.created_by_type = 'api_key' AND k.id = d.created_by_id
                          AND (k.revoked_at IS NULL OR k.maker_gone))`,
  'an endpoint of who is no admin': `SELECT x.id FROM webhook_endpoints x
     WHERE x.status <> 'disabled' AND x.created_by_type = 'user' AND NOT ${IS_ADMIN} = x.created_by_id)`,
  'a key of who is no admin': `SELECT x.id FROM api_keys x WHERE x.revoked_at IS NULL AND NOT ${IS_ADMIN} = x.created_by_id)`,
  'an invitation of who is no admin': `SELECT x.id FROM invitations x
     WHERE x.revoked_at IS NULL AND NOT ${IS_ADMIN} = x.created_by_id)`,
  'a link that was revoked twice': `SELECT data -> 'link' ->> 'id' FROM events WHERE type = 'share_link.revoked'
     GROUP BY 1 HAVING count(*) > 1`,
  'a document that is deleted and there': `SELECT e.id FROM events e JOIN documents d ON d.id = e.document_id
     WHERE e.type = 'document.deleted'`,
  'a place that the last move does not tell': `SELECT d.id FROM documents d JOIN LATERAL (
       SELECT data ->> 'parentId' AS place FROM events e WHERE e.document_id = d.id AND type = 'document.moved'
        ORDER BY sequence DESC LIMIT 1) AS told ON true
     WHERE told.place IS DISTINCT FROM d.parent_id::text
       AND NOT EXISTS (SELECT FROM events e WHERE type = 'document.deleted' AND e.document_id::text = told.place)`,
  'a trash that the last event does not tell': `SELECT d.id FROM documents d JOIN LATERAL (
       SELECT type FROM events e WHERE e.document_id = d.id AND type IN ('document.trashed', 'document.restored')
        ORDER BY sequence DESC LIMIT 1) AS told ON true
     WHERE (told.type = 'document.trashed') <> (d.trashed_at IS NOT NULL)`,
  'a member whom the last event does not tell': `SELECT told.person FROM (
       SELECT DISTINCT ON (data -> 'person' ->> 'id', workspace_id) data -> 'person' ->> 'id' AS person, workspace_id, type,
              data ->> 'role' AS role
         FROM events WHERE type IN ('member.joined', 'member.role_changed', 'member.removed')
        ORDER BY data -> 'person' ->> 'id', workspace_id, sequence DESC) AS told
     LEFT JOIN members m ON m.workspace_id = told.workspace_id AND m.user_id::text = told.person
     WHERE CASE WHEN told.type = 'member.removed' THEN m.id IS NOT NULL ELSE m.role::text IS DISTINCT FROM told.role END`,
}

/** The rules that are broken. */
export async function whatIsBroken(executor: Executor): Promise<string[]> {
  const found: string[] = []
  for (const [what, sql] of Object.entries(broken))
    if ((await executor.query(sql)).rows.length > 0) found.push(what)
  return found
}
