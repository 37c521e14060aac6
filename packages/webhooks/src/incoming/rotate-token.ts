import type { Context } from '@quillwire/core'
import { newToken, tokenHash } from '@quillwire/core/secrets/seal'
import { changeHook } from './change-hook.ts'
import type { IncomingHookDetails } from './hook-view.ts'

/** Gives the hook a new URL; the old one ends at once. A hook that was revoked works again under its new URL. */
export async function rotateToken(context: Context, input: { id: string }): Promise<IncomingHookDetails> {
  const token = newToken('in_')
  return await changeHook(context, input.id, () => ({
    tokenHash: tokenHash(token),
    tokenSealed: context.seal.seal(token),
    revokedAt: null,
  }))
}
