import type { Context } from '../context.ts'
import { changeLink } from './change-link.ts'

/** Makes the link stop working, in open editors too. */
export async function revokeShareLink(
  context: Context,
  input: { documentId: string; id: string },
): Promise<void> {
  await changeLink(context, input, 'share_link.revoked', { revokedAt: context.now() })
}
