import type { Context } from '@quillwire/core'
import { newWebhookSecret } from '../signing/secret.ts'
import { changeHook } from './change-hook.ts'
import type { IncomingHookDetails } from './hook-view.ts'

/** Gives the hook a new signing secret; what is signed with the old one is refused from now on. */
export async function rotateSigningSecret(
  context: Context,
  input: { id: string },
): Promise<IncomingHookDetails & { signingSecret: string }> {
  const signingSecret = newWebhookSecret()
  const hook = await changeHook(context, input.id, () => ({
    signingSecretSealed: context.seal.seal(signingSecret),
  }))
  return { ...hook, signingSecret }
}
