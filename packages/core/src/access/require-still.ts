import type { Executor, Transaction } from '@quillwire/database'
import { findApiKeyById } from '../api-keys/find-api-key.ts'
import { apiKeyInvalid } from '../errors.ts'
import type { WorkspaceAction } from './decide.ts'
import type { Principal } from './principal.ts'
import { requireWorkspace } from './require-workspace.ts'

/**
 * Like `requireWorkspace`, but checks the current rights and keeps them until the transaction ends. For creating what
 * acts on after the request: if its maker is removed meanwhile, it is either refused here, or seen and ended by the
 * removal.
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
 * Whoever takes rights away in the workspace, or changes its tree, either waits for the caller's transaction or has
 * already committed. Call it before taking any other lock: docs/decisions/0038-order-of-locks.md.
 */
async function keepRights(tx: Executor, workspaceId: string): Promise<void> {
  await tx.query('SELECT FROM workspaces WHERE id = $1::uuid FOR SHARE', [workspaceId])
}

/**
 * The counterpart of `keepRights`, for a transaction that takes away rights and what was made with them. Rows that
 * refer to the workspace, as each event does, can still be written meanwhile.
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
