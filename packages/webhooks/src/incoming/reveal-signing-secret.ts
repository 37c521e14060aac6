import type { Context } from '@quillwire/core'
import { conflict } from '@quillwire/core/errors'
import { requireOwnHook } from './hook-view.ts'

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
