import type { Context } from '../context.ts'
import { moveDocument } from './move-document.ts'
import { renameDocument } from './rename-document.ts'
import { titleInput } from './title-input.ts'

/** Gives the document another title, another place, or both. Where one of them is refused, neither changes. */
export async function changeDocument(
  context: Context,
  input: { documentId: string; title?: string | undefined; parentId?: string | null | undefined },
): Promise<void> {
  const { documentId, title, parentId } = input
  // A title is refused for its own sake alone, a move for what it would lead to: after these two nothing is.
  if (title !== undefined) titleInput(title)
  if (parentId !== undefined) await moveDocument(context, { documentId, parentId })
  if (title !== undefined) await renameDocument(context, { documentId, title })
}
