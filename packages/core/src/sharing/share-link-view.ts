import type { Executor } from '@quillwire/database'
import { type Maker, makerInSql } from '../access/maker-in-sql.ts'
import type { DocumentRole } from '../access/roles.ts'
import { VALID_LINK } from '../access/valid-link.ts'
import type { Context } from '../context.ts'

export type LinkRole = Exclude<DocumentRole, 'owner'>

export interface ShareLinkView {
  id: string
  role: DocumentRole
  /** Null when it can no longer be unsealed; the link still works. */
  url: string | null
  /** Null when it is not known. */
  createdBy: Maker | null
  createdAt: Date
  expiresAt: Date | null
}

export interface LinkRow extends Omit<ShareLinkView, 'url'> {
  tokenSealed: string
}

/** The document's links that work, newest first; with an id, only that one. */
export async function linkRows(executor: Executor, documentId: string, id?: string): Promise<LinkRow[]> {
  const { rows } = await executor.query<LinkRow>(
    `SELECT l.id, l.role, l.token_sealed AS "tokenSealed", l.created_at AS "createdAt", l.expires_at AS "expiresAt",
            ${makerInSql('l', 'd.workspace_id', 'member')} AS "createdBy"
       FROM share_links l JOIN documents d ON d.id = l.document_id
      WHERE l.document_id = $1::uuid AND ($2::uuid IS NULL OR l.id = $2::uuid) AND ${VALID_LINK}
      ORDER BY l.created_at DESC, l.id DESC`,
    [documentId, id ?? null],
  )
  return rows
}

/** A link with its URL, for those who may share the document. */
export function presentShareLink(context: Context, row: LinkRow): ShareLinkView {
  const token = context.seal.unsealIfReadable(row.tokenSealed)
  const url = token === null ? null : shareLinkUrl(context, token)
  const { id, role, createdBy, createdAt, expiresAt } = row
  return { id, role, url, createdBy, createdAt, expiresAt }
}

export function shareLinkUrl({ publicUrl }: Pick<Context, 'publicUrl'>, token: string): string {
  return `${publicUrl}/s/${token}`
}
