import { actorOf, type Context } from '@quillwire/core'
import { newToken, tokenHash } from '@quillwire/core/secrets/seal'
import { inBatchesOf } from '../in-batches.ts'
import { newWebhookSecret } from '../signing/secret.ts'
import { checkHookSettings, type HookSettings } from './hook-settings.ts'
import {
  type HookRow,
  type IncomingHookDetails,
  presentHook,
  requireHook,
  requireOwnHook,
} from './hook-view.ts'

export interface UpdateHookInput extends Partial<HookSettings> {
  id: string
  /** Switching signing on makes a new secret. */
  signed?: boolean
}

const BATCH = 5000

type Change = Parameters<Context['database']['prisma']['incomingHook']['update']>[0]['data']

/** Changes settings. From then on the hook writes by the right of who changed it. */
export async function updateHook(
  context: Context,
  { id, signed, ...given }: UpdateHookInput,
): Promise<IncomingHookDetails> {
  return await change(context, id, (row) => {
    const { name, action, block, template, rateLimit } = { ...row, ...given }
    const settings = checkHookSettings({ name, action, block, template, rateLimit })
    if (signed === undefined || signed === (row.signingSecretSealed !== null)) return settings
    return { ...settings, signingSecretSealed: signed ? context.seal.seal(newWebhookSecret()) : null }
  })
}

/** Gives the hook a new URL; the old one ends at once. A hook that was revoked works again under its new URL. */
export async function rotateToken(context: Context, input: { id: string }): Promise<IncomingHookDetails> {
  const token = newToken('in_')
  return await change(context, input.id, () => ({
    tokenHash: tokenHash(token),
    tokenSealed: context.seal.seal(token),
    revokedAt: null,
  }))
}

/** Gives the hook a new signing secret; what is signed with the old one is refused from now on. */
export async function rotateSigningSecret(
  context: Context,
  input: { id: string },
): Promise<IncomingHookDetails & { signingSecret: string }> {
  const signingSecret = newWebhookSecret()
  const hook = await change(context, input.id, () => ({
    signingSecretSealed: context.seal.seal(signingSecret),
  }))
  return { ...hook, signingSecret }
}

/** Ends the URL at once. Any admin may, also one who may not see the document. */
export async function revokeHook(context: Context, input: { id: string }): Promise<IncomingHookDetails> {
  const { revokedAt } = await requireHook(context, input.id)
  await context.database.prisma.incomingHook.update({
    where: { id: input.id },
    data: { revokedAt: revokedAt ?? context.now() },
  })
  return await presentHook(context, await requireHook(context, input.id))
}

/** Deletes the hook with its log, which may be long, so that it goes in batches. What the hook wrote stays. */
export async function deleteHook(context: Context, input: { id: string }): Promise<void> {
  const { database } = context
  await revokeHook(context, input)
  await inBatchesOf(
    database,
    `WITH deleted AS (
       DELETE FROM incoming_calls WHERE ctid = ANY (ARRAY(
         SELECT ctid FROM incoming_calls WHERE hook_id = $1::uuid AND id > $2::uuid ORDER BY id LIMIT ${BATCH}))
       RETURNING id)
     SELECT max(id::text) AS last FROM deleted`,
    input.id,
  )
  await database.query('DELETE FROM incoming_hooks WHERE id = $1::uuid', [input.id])
}

async function change(
  context: Context,
  id: string,
  to: (row: HookRow) => Change,
): Promise<IncomingHookDetails> {
  const actor = actorOf(context.principal)
  await context.database.transaction(async (tx) => {
    await tx.query('SELECT id FROM incoming_hooks WHERE id = $1::uuid FOR NO KEY UPDATE', [id])
    const row = await requireOwnHook(context, id, tx)
    const data = { ...to(row), createdByType: actor.type, createdById: actor.id, updatedAt: context.now() }
    await tx.incomingHook.update({ where: { id }, data })
  })
  return await presentHook(context, await requireHook(context, id))
}
