/** The maker of something that keeps acting without them, or whoever took it over, as shown to people. */
export interface Maker {
  type: 'user' | 'api_key'
  id: string
  name: string
  /** A person who has left the workspace, or is no longer an admin where one is needed; a key that no longer works. */
  gone: boolean
}

/**
 * A `Maker` as JSON, or null when it is not known.
 *
 * @param row a table, or its alias, with `created_by_type` and `created_by_id`
 * @param workspaceId an SQL expression for its workspace
 * @param needs what a person must be in order not to count as gone
 */
export function makerInSql(row: string, workspaceId: string, needs: 'member' | 'admin'): string {
  const role = needs === 'admin' ? `AND m.role IN ('owner', 'admin')` : ''
  return `(SELECT json_build_object('type', 'user', 'id', u.id, 'name', u.name, 'gone', NOT EXISTS (
             SELECT FROM members m WHERE m.workspace_id = ${workspaceId} AND m.user_id = u.id ${role}))
             FROM users u WHERE ${row}.created_by_type = 'user' AND u.id = ${row}.created_by_id
           UNION ALL
           SELECT json_build_object('type', 'api_key', 'id', k.id, 'name', k.name, 'gone', k.revoked_at IS NOT NULL)
             FROM api_keys k WHERE ${row}.created_by_type = 'api_key' AND k.id = ${row}.created_by_id)`
}
