import type { Transaction } from '@quillwire/database'
import { appendJson, prependJson, writeSection } from '@quillwire/editor'
import { requireDocument } from '../access/document-facts.ts'
import type { Context } from '../context.ts'
import { editDocument } from './edit-document.ts'
import { parseMarkdown } from './markdown-input.ts'

/** Where content from outside goes: before everything, after everything, or in place of what is under a heading. */
export type ContentPlace = 'start' | 'end' | { section: string }

/**
 * Writes Markdown into the body at this place. Open editors show it at once.
 *
 * @param also runs in the same transaction; if it throws, the edit is undone.
 */
export async function writeContent(
  context: Context,
  { documentId, markdown, place }: { documentId: string; markdown: string; place: ContentPlace },
  also?: (tx: Transaction) => Promise<void>,
): Promise<void> {
  await requireDocument(context.database, context.principal, documentId, 'write')
  const json = parseMarkdown(markdown)
  await editDocument(
    context,
    documentId,
    (ydoc) => {
      if (place === 'start') prependJson(ydoc, json)
      else if (place === 'end') appendJson(ydoc, json)
      else writeSection(ydoc, place.section, json)
    },
    also,
  )
}
