import type { Context } from '@quillwire/core'
import { type IncomingHookDetails, presentHook, requireHook } from './hook-view.ts'

/** Ends the URL at once. Any admin may, also one who may not see the document. */
export async function revokeHook(context: Context, input: { id: string }): Promise<IncomingHookDetails> {
  const { revokedAt } = await requireHook(context, input.id)
  await context.database.prisma.incomingHook.update({
    where: { id: input.id },
    data: { revokedAt: revokedAt ?? context.now() },
  })
  return await presentHook(context, await requireHook(context, input.id))
}
