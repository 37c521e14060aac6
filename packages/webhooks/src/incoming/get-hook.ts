import type { Context } from '@quillwire/core'
import { type IncomingHookDetails, presentHook, requireHook } from './hook-view.ts'

export async function getHook(context: Context, input: { id: string }): Promise<IncomingHookDetails> {
  return await presentHook(context, await requireHook(context, input.id))
}
