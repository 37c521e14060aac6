import type { Context } from '@quillwire/core'
import { type IncomingHookDetails, presentHook, requireHook } from './hook-view.ts'

/** Ends the URL at once. Any admin may do so, even one who may not see the document. */
export async function revokeHook(context: Context, input: { id: string }): Promise<IncomingHookDetails> {
  await requireHook(context, input.id)
  // Changes nothing where it was revoked or deleted meanwhile.
  await context.database.prisma.incomingHook.updateMany({
    where: { id: input.id, revokedAt: null },
    data: { revokedAt: context.now() },
  })
  return await presentHook(context, await requireHook(context, input.id))
}
