import type { DocumentRole } from '../access/roles.ts'
import type { Context } from '../context.ts'

export type LinkRole = Exclude<DocumentRole, 'owner'>

export interface ShareLinkView {
  id: string
  role: DocumentRole
  /** Null where it can no longer be read: it works all the same. */
  url: string | null
  createdAt: Date
  expiresAt: Date | null
}

export interface LinkRow extends Omit<ShareLinkView, 'url'> {
  tokenSealed: string
}

/** A link with its address, for those who may share the document. */
export function presentShareLink(context: Context, row: LinkRow): ShareLinkView {
  const token = context.seal.unsealIfReadable(row.tokenSealed)
  const url = token === null ? null : shareLinkUrl(context, token)
  return { id: row.id, role: row.role, url, createdAt: row.createdAt, expiresAt: row.expiresAt }
}

export function shareLinkUrl({ publicUrl }: Pick<Context, 'publicUrl'>, token: string): string {
  return `${publicUrl}/s/${token}`
}
