import { type Context, requireWorkspace } from '@quillwire/core'
import { hookRows, type IncomingHookView, presentHooks } from './hook-view.ts'

/** The incoming hooks of the workspace, oldest first, without their URLs. */
export async function listHooks(context: Context): Promise<IncomingHookView[]> {
  const workspaceId = requireWorkspace(context.principal, 'manage_integrations')
  const hooks = await presentHooks(context, await hookRows(context.database, workspaceId))
  return hooks.map(({ url: _, ...view }) => view)
}
