import type { WorkspaceRole } from '../access/roles.ts'
import type { Context } from '../context.ts'

export interface InvitationView {
  id: string
  role: WorkspaceRole
  url: string
  createdAt: Date
  expiresAt: Date
  uses: number
}

export interface InvitationRow extends Omit<InvitationView, 'url'> {
  tokenSealed: string
}

/** An invitation with its link, for those who may invite. */
export function presentInvitation(context: Context, row: InvitationRow): InvitationView {
  const { id, role, createdAt, expiresAt, uses } = row
  const url = `${context.publicUrl}/join/${context.seal.unseal(row.tokenSealed)}`
  return { id, role, url, createdAt, expiresAt, uses }
}
