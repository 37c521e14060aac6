import type { DocumentRole } from '../access/roles.ts'
import type { Context } from '../context.ts'

export type LinkRole = Exclude<DocumentRole, 'owner'>

export interface ShareLinkView {
  id: string
  role: DocumentRole
  url: string
  createdAt: Date
  expiresAt: Date | null
}

export interface LinkRow extends Omit<ShareLinkView, 'url'> {
  tokenSealed: string
}

/** A link with its address, for those who may share the document. */
export function presentShareLink(context: Context, row: LinkRow): ShareLinkView {
  const url = `${context.publicUrl}/s/${context.seal.unseal(row.tokenSealed)}`
  return { id: row.id, role: row.role, url, createdAt: row.createdAt, expiresAt: row.expiresAt }
}
