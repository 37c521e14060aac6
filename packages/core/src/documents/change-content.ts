import type { Transaction } from '@quillwire/database'
import { appendJson, writeJson } from '@quillwire/editor'
import { requireDocument } from '../access/document-facts.ts'
import type { Context } from '../context.ts'
import { editDocument } from './edit-document.ts'
import { parseMarkdown } from './markdown-input.ts'

interface ContentInput {
  documentId: string
  markdown: string
}

/** Replaces the body by the smallest edit, live in open editors. */
export async function replaceContent(
  context: Context,
  { documentId, markdown }: ContentInput,
): Promise<void> {
  await requireDocument(context.database, context.principal, documentId, 'write')
  const json = parseMarkdown(markdown)
  await editDocument(context, documentId, (ydoc) => writeJson(ydoc, json))
}

/**
 * Adds Markdown at the end of the body, live in open editors.
 *
 * @param also runs in the same transaction: what it throws undoes the edit.
 */
export async function appendContent(
  context: Context,
  { documentId, markdown }: ContentInput,
  also?: (tx: Transaction) => Promise<void>,
): Promise<void> {
  await requireDocument(context.database, context.principal, documentId, 'write')
  const json = parseMarkdown(markdown)
  await editDocument(context, documentId, (ydoc) => appendJson(ydoc, json), also)
}
