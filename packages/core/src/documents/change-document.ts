import { writeTitle } from '@quillwire/editor'
import type { Context } from '../context.ts'
import { editDocument } from './edit-document.ts'
import { lockPlace } from './lock-document.ts'
import { moveDocument, moveInTransaction } from './move-document.ts'
import { renameDocument } from './rename-document.ts'
import { titleInput } from './title-input.ts'

/**
 * Gives the document another title, another place, or both in one transaction: if one of them is refused, neither
 * changes.
 */
export async function changeDocument(
  context: Context,
  input: { documentId: string; title?: string | undefined; parentId?: string | null | undefined },
): Promise<void> {
  const { documentId, title, parentId } = input
  if (parentId === undefined) {
    if (title !== undefined) await renameDocument(context, { documentId, title })
    return
  }
  const move = { documentId, parentId }
  if (title === undefined) return await moveDocument(context, move)
  const newTitle = titleInput(title)
  await editDocument(
    context,
    documentId,
    (ydoc) => writeTitle(ydoc, newTitle),
    (tx) => moveInTransaction(context, tx, move),
    lockPlace,
  )
}
