import type { WorkspaceRole } from '../access/roles.ts'
import type { Context } from '../context.ts'
import { isThemselves, memberNotFound, workspaceOfMember } from '../workspaces/locked-member.ts'
import { type Departure, endsSomething, knownInvitations } from './departure.ts'
import {
  KNOWN_INVITATIONS,
  THEIR_ENDPOINTS,
  THEIR_HOOKS,
  THEIR_KEYS,
  THEIR_LINKS,
  THEIRS_ALONE,
} from './left-behind.ts'

/** How many of each kind end, stop, or pass to somebody else. */
export interface LeftBehind {
  apiKeys: number
  webhookEndpoints: number
  incomingHooks: number
  invitations: number
  /** Links made by them or by their keys. Whoever removes them may keep these. */
  shareLinks: number
  /** Documents that nobody else could edit. */
  documents: number
}

const nothing: LeftBehind = {
  apiKeys: 0,
  webhookEndpoints: 0,
  incomingHooks: 0,
  invitations: 0,
  shareLinks: 0,
  documents: 0,
}

/**
 * What would end if the member were given this role or, without a role, removed. For admins and the member.
 *
 * @throws `member_not_found`
 */
export async function countLeftBehind(
  context: Context,
  { userId, role }: { userId: string; role?: WorkspaceRole | undefined },
): Promise<LeftBehind> {
  const { database, principal } = context
  const workspaceId = workspaceOfMember(principal, userId)
  const member = await database.prisma.member.findUnique({
    where: { workspaceId_userId: { workspaceId, userId } },
  })
  if (!member) throw memberNotFound()
  const departure: Departure = {
    workspaceId,
    userId,
    from: member.role,
    to: role ?? null,
    byThemselves: isThemselves(principal, userId),
    invitationId: member.invitationId,
  }
  if (!endsSomething(departure)) return nothing
  const leaves = departure.to === null
  const them = [workspaceId, userId]
  const count = async (from: string, condition: string, ...more: unknown[]) => {
    const { rows } = await database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM ${from} WHERE ${condition}`,
      [...them, ...more],
    )
    return rows[0]?.count ?? 0
  }
  return {
    apiKeys: await count('api_keys', THEIR_KEYS),
    webhookEndpoints: await count('webhook_endpoints', THEIR_ENDPOINTS),
    incomingHooks: await count('incoming_hooks', THEIR_HOOKS, leaves),
    invitations: await count(
      'invitations',
      KNOWN_INVITATIONS,
      knownInvitations(departure),
      departure.invitationId,
    ),
    shareLinks: leaves ? await count('share_links', THEIR_LINKS) : 0,
    documents: leaves ? await count('documents d', THEIRS_ALONE) : 0,
  }
}
