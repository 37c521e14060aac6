import { writeTitle } from '@quillwire/editor'
import type { Context } from '../context.ts'
import { editDocument } from './edit-document.ts'
import { titleInput } from './title-input.ts'

/** Gives the document another title, which open editors show at once. */
export async function renameDocument(
  context: Context,
  input: { documentId: string; title: string },
): Promise<void> {
  const title = titleInput(input.title)
  await editDocument(context, input.documentId, (ydoc) => writeTitle(ydoc, title))
}
