import type { Context } from '@quillwire/core'
import { newWebhookSecret } from '../signing/secret.ts'
import { changeHook } from './change-hook.ts'
import { checkHookSettings, type HookSettings } from './hook-settings.ts'
import type { IncomingHookDetails } from './hook-view.ts'

export interface UpdateHookInput extends Partial<HookSettings> {
  id: string
  /** Switching signing on makes a new secret. */
  signed?: boolean
}

/** Changes settings. From then on the hook writes by the right of whoever changed it. */
export async function updateHook(
  context: Context,
  { id, signed, ...given }: UpdateHookInput,
): Promise<IncomingHookDetails> {
  return await changeHook(context, id, (row) => {
    const { name, action, block, template, rateLimit } = { ...row, ...given }
    const settings = checkHookSettings({ name, action, block, template, rateLimit })
    if (signed === undefined || signed === (row.signingSecretSealed !== null)) return settings
    return { ...settings, signingSecretSealed: signed ? context.seal.seal(newWebhookSecret()) : null }
  })
}
