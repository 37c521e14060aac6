import { actorOf, type Context } from '@quillwire/core'
import { requireStill } from '@quillwire/core/access/require-still'
import {
  type HookRow,
  type IncomingHookDetails,
  presentHook,
  requireHook,
  requireOwnHook,
} from './hook-view.ts'

type Change = Parameters<Context['database']['prisma']['incomingHook']['update']>[0]['data']

/** What all changes have in common: the row is locked, and whoever changes the hook answers for it from then on. */
export async function changeHook(
  context: Context,
  id: string,
  to: (row: HookRow) => Change,
): Promise<IncomingHookDetails> {
  const actor = actorOf(context.principal)
  await context.database.transaction(async (tx) => {
    await requireStill(tx, context.principal, 'manage_integrations')
    await tx.query('SELECT id FROM incoming_hooks WHERE id = $1::uuid FOR NO KEY UPDATE', [id])
    const row = await requireOwnHook(context, id, tx)
    const data = {
      ...to(row),
      createdByType: actor.type,
      createdById: actor.id,
      ownerGoneAt: null,
      updatedAt: context.now(),
    }
    await tx.incomingHook.update({ where: { id }, data })
  })
  return await presentHook(context, await requireHook(context, id))
}
