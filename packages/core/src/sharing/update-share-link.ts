import type { Context } from '../context.ts'
import { changeLink } from './change-link.ts'
import { requireFuture } from './require-future.ts'
import { type LinkRole, linkRows, presentShareLink, type ShareLinkView } from './share-link-view.ts'

/** Changes the role or the end of a link; open editors follow within a second. */
export async function updateShareLink(
  context: Context,
  input: { documentId: string; id: string; role?: LinkRole; expiresAt?: Date | null },
): Promise<ShareLinkView> {
  await requireFuture(context.database, input.expiresAt)
  const { role, expiresAt } = input
  const changed = await changeLink(context, input, 'share_link.updated', { role, expiresAt })
  const [row] = await linkRows(context.database, input.documentId, input.id)
  return presentShareLink(context, { createdBy: null, ...row, ...changed })
}
