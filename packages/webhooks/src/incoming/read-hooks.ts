import { type Context, requireWorkspace } from '@quillwire/core'
import { conflict } from '@quillwire/core/errors'
import {
  hookRows,
  type IncomingHookDetails,
  type IncomingHookView,
  presentHook,
  presentHooks,
  requireHook,
  requireOwnHook,
} from './hook-view.ts'

/** The incoming hooks of the workspace, oldest first, without their URLs. */
export async function listHooks(context: Context): Promise<IncomingHookView[]> {
  const workspaceId = requireWorkspace(context.principal, 'manage_integrations')
  const hooks = await presentHooks(context, await hookRows(context.database, workspaceId))
  return hooks.map(({ url: _, ...view }) => view)
}

export async function getHook(context: Context, input: { id: string }): Promise<IncomingHookDetails> {
  return await presentHook(context, await requireHook(context, input.id))
}

/** The secret with which callers sign: `whsec_…`. */
export async function revealSigningSecret(
  context: Context,
  input: { id: string },
): Promise<{ secret: string }> {
  const row = await requireOwnHook(context, input.id)
  if (!row.signingSecretSealed)
    throw conflict('hook_not_signed', 'Calls of this hook are not signed. Switch signing on first.')
  return { secret: context.seal.unseal(row.signingSecretSealed) }
}
