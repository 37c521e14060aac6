import type { Executor, Transaction } from '@quillwire/database'
import { findApiKeyById } from '../api-keys/find-api-key.ts'
import { apiKeyInvalid } from '../errors.ts'
import type { WorkspaceAction } from './decide.ts'
import type { Principal } from './principal.ts'
import { requireWorkspace } from './require-workspace.ts'

/**
 * As `requireWorkspace`, by the rights of this moment, which nobody takes until the transaction ends. For what goes on acting
 * after the request: what is made while its maker is removed is either refused here or seen by the removal, which ends it.
 */
export async function requireStill(
  tx: Transaction,
  principal: Principal,
  action: WorkspaceAction,
): Promise<string> {
  const workspaceId = requireWorkspace(principal, action)
  await keepRights(tx, workspaceId)
  return requireWorkspace(await principalNow(tx, principal, workspaceId), action)
}

/**
 * Who takes rights in the workspace, or changes its tree, waits for the caller's transaction, or has committed already. Before
 * any other lock: docs/decisions/0038-order-of-locks.md.
 */
async function keepRights(tx: Executor, workspaceId: string): Promise<void> {
  await tx.query('SELECT FROM workspaces WHERE id = $1::uuid FOR SHARE', [workspaceId])
}

/**
 * The other side of `keepRights`: for a transaction that takes rights, and what was made by them. Whatever refers to the
 * workspace, as each event does, goes on being written meanwhile.
 */
export async function takeRights(tx: Executor, workspaceId: string): Promise<void> {
  await tx.query('SELECT FROM workspaces WHERE id = $1::uuid FOR NO KEY UPDATE', [workspaceId])
}

async function principalNow(tx: Transaction, principal: Principal, workspaceId: string): Promise<Principal> {
  if (principal.type === 'api_key') {
    const key = await findApiKeyById(tx, principal.id)
    if (!key) throw apiKeyInvalid()
    return key
  }
  if (principal.type !== 'user' || !principal.membership) return principal
  const member = await tx.member.findUnique({
    where: { workspaceId_userId: { workspaceId, userId: principal.id } },
  })
  return { ...principal, membership: member && { ...principal.membership, role: member.role } }
}
