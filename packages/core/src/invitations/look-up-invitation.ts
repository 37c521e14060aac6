import type { Executor } from '@quillwire/database'
import type { WorkspaceRole } from '../access/roles.ts'
import { gone, notFound } from '../errors.ts'
import { tokenHash } from '../secrets/seal.ts'
import { VALID_INVITATION } from './valid-invitation.ts'

export interface OpenInvitation {
  id: string
  workspaceId: string
  workspaceName: string
  role: WorkspaceRole
}

/** What an invitation link leads to. Throws when it never existed, has ended or was revoked. */
export async function lookUpInvitation(
  executor: Executor,
  token: string,
  lock: '' | 'FOR NO KEY UPDATE OF i' = '',
): Promise<OpenInvitation> {
  const { rows } = await executor.query<OpenInvitation & { valid: boolean }>(
    `SELECT i.id, i.workspace_id AS "workspaceId", w.name AS "workspaceName", i.role, ${VALID_INVITATION} AS valid
       FROM invitations i JOIN workspaces w ON w.id = i.workspace_id WHERE i.token_hash = $1 ${lock}`,
    [tokenHash(token)],
  )
  const [row] = rows
  if (!row) throw notFound('invitation_not_found', 'This invitation link is not valid. Ask for a new one.')
  const { valid, ...invitation } = row
  if (!valid) throw gone('invitation_ended', 'This invitation link has ended. Ask for a new one.')
  return invitation
}
