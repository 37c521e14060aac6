import type { Transaction } from '@quillwire/database'
import { writeTitle } from '@quillwire/editor'
import type { Context } from '../context.ts'
import { editDocument } from './edit-document.ts'
import { titleInput } from './title-input.ts'

/**
 * Gives the document another title, live in open editors.
 *
 * @param also runs in the same transaction: what it throws undoes the edit.
 */
export async function renameDocument(
  context: Context,
  input: { documentId: string; title: string },
  also?: (tx: Transaction) => Promise<void>,
): Promise<void> {
  const title = titleInput(input.title)
  await editDocument(context, input.documentId, (ydoc) => writeTitle(ydoc, title), also)
}
