import { type Context, requireWorkspace } from '@quillwire/core'
import { type EndpointView, endpointRow, presentEndpoint } from './endpoint-view.ts'

export async function getEndpoint(context: Context, input: { id: string }): Promise<EndpointView> {
  const workspaceId = requireWorkspace(context.principal, 'manage_integrations')
  return presentEndpoint(context.seal, await endpointRow(context.database, workspaceId, input.id))
}
