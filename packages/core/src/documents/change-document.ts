import type { Context } from '../context.ts'
import { moveDocument, moveInTransaction } from './move-document.ts'
import { renameDocument } from './rename-document.ts'

/**
 * Gives the document another title, another place, or both, in one transaction: where one of them is refused, neither
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
  if (title === undefined) await moveDocument(context, move)
  else await renameDocument(context, { documentId, title }, (tx) => moveInTransaction(context, tx, move))
}
