import { requireDocument } from '../access/document-facts.ts'
import type { Context } from '../context.ts'
import { linkRows, presentShareLink, type ShareLinkView } from './share-link-view.ts'

/** The document's links that work. Only for those who may share it, since a link gives access. */
export async function listShareLinks(
  context: Context,
  input: { documentId: string },
): Promise<ShareLinkView[]> {
  await requireDocument(context.database, context.principal, input.documentId, 'share')
  const rows = await linkRows(context.database, input.documentId)
  return rows.map((row) => presentShareLink(context, row))
}
