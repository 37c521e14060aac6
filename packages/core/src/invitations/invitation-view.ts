import type { WorkspaceRole } from '../access/roles.ts'
import type { Context } from '../context.ts'

export interface InvitationView {
  id: string
  role: WorkspaceRole
  /** Null when it can no longer be unsealed; the link still works. */
  url: string | null
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
  const token = context.seal.unsealIfReadable(row.tokenSealed)
  return { id, role, url: token === null ? null : invitationUrl(context, token), createdAt, expiresAt, uses }
}

export function invitationUrl({ publicUrl }: Pick<Context, 'publicUrl'>, token: string): string {
  return `${publicUrl}/join/${token}`
}
