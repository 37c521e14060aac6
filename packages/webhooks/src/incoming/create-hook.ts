import { actorOf, type Context, requireDocument, requireWorkspace } from '@quillwire/core'
import { requireStill } from '@quillwire/core/access/require-still'
import { keepDocument } from '@quillwire/core/documents/lock-document'
import { conflict, invalid } from '@quillwire/core/errors'
import { newToken, tokenHash } from '@quillwire/core/secrets/seal'
import { newId } from '@quillwire/database'
import { oneAtATime } from '../one-at-a-time.ts'
import { newWebhookSecret } from '../signing/secret.ts'
import { checkHookSettings, defaultSettings, type HookSettings } from './hook-settings.ts'
import { hookUrl, type IncomingHookDetails, presentHook, requireHook } from './hook-view.ts'

export interface CreateHookInput extends Partial<HookSettings> {
  documentId: string
  /** Whether calls must be signed. Default false. */
  signed?: boolean
}

const MAX_PER_WORKSPACE = 500

/**
 * Makes a URL under which programs write into one document. The hook writes by the right of whoever made it, and ends
 * with that person's or key's right to the document.
 */
export async function createHook(
  context: Context,
  { documentId, signed, ...given }: CreateHookInput,
): Promise<IncomingHookDetails & { url: string; signingSecret: string | null }> {
  const workspaceId = requireWorkspace(context.principal, 'manage_integrations')
  const settings = checkHookSettings({ ...defaultSettings, ...given })
  const token = newToken('in_')
  const signingSecret = signed ? newWebhookSecret() : null
  const actor = actorOf(context.principal)
  const id = newId()
  const row = await context.database.transaction(async (tx) => {
    await requireStill(tx, context.principal, 'manage_integrations')
    await keepDocument(tx, documentId)
    const facts = await requireDocument(tx, context.principal, documentId, 'write')
    if (facts.workspaceId !== workspaceId)
      throw invalid('document_elsewhere', 'The document is in another workspace.', { field: 'documentId' })
    await oneAtATime(tx, 'hooks', workspaceId)
    if ((await tx.incomingHook.count({ where: { workspaceId } })) >= MAX_PER_WORKSPACE)
      throw conflict(
        'too_many_hooks',
        `A workspace can have at most ${MAX_PER_WORKSPACE} incoming hooks. Delete one that is no longer used.`,
      )
    await tx.incomingHook.create({
      data: {
        ...settings,
        id,
        workspaceId,
        documentId,
        tokenHash: tokenHash(token),
        tokenSealed: context.seal.seal(token),
        signingSecretSealed: signingSecret && context.seal.seal(signingSecret),
        createdByType: actor.type,
        createdById: actor.id,
      },
    })
    return await requireHook(context, id, tx)
  })
  // The URL is returned whatever has become of the hook, or of the right to see it, since.
  return { ...(await presentHook(context, row)), url: hookUrl(context, token), signingSecret }
}
