import { requireDocument } from '../access/document-facts.ts'
import type { Context } from '../context.ts'
import { type DocumentView, viewDocument } from './document-view.ts'

/** One document, with what the principal may do with it. */
export async function getDocument(context: Context, input: { documentId: string }): Promise<DocumentView> {
  await requireDocument(context.database, context.principal, input.documentId, 'read')
  return await viewDocument(context, input.documentId)
}
