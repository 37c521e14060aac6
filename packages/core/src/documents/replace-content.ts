import { writeJson } from '@quillwire/editor'
import { requireDocument } from '../access/document-facts.ts'
import type { Context } from '../context.ts'
import { editDocument } from './edit-document.ts'
import { parseMarkdown } from './markdown-input.ts'

/** Replaces the body with the smallest possible edit, which open editors show at once. */
export async function replaceContent(
  context: Context,
  { documentId, markdown }: { documentId: string; markdown: string },
): Promise<void> {
  await requireDocument(context.database, context.principal, documentId, 'write')
  const json = parseMarkdown(markdown)
  await editDocument(context, documentId, (ydoc) => writeJson(ydoc, json))
}
