import { requireDocument } from '../access/document-facts.ts'
import { VALID_LINK } from '../access/valid-link.ts'
import type { Context } from '../context.ts'
import { type LinkRow, presentShareLink, type ShareLinkView } from './share-link-view.ts'

/** The links of the document that work. Only for those who may share it: a link is a key. */
export async function listShareLinks(
  context: Context,
  input: { documentId: string },
): Promise<ShareLinkView[]> {
  await requireDocument(context.database, context.principal, input.documentId, 'share')
  const { rows } = await context.database.query<LinkRow>(
    `SELECT id, role, token_sealed AS "tokenSealed", created_at AS "createdAt", expires_at AS "expiresAt"
       FROM share_links WHERE document_id = $1::uuid AND ${VALID_LINK}
      ORDER BY created_at DESC`,
    [input.documentId],
  )
  return rows.map((row) => presentShareLink(context, row))
}
