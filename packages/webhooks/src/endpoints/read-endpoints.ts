import { type Context, requireWorkspace } from '@quillwire/core'
import { type EndpointView, endpointRow, endpointRows, presentEndpoint } from './endpoint-view.ts'
import { requireWebhook } from './send-test-event.ts'

/** The endpoints of the workspace, oldest first. */
export async function listEndpoints(context: Context): Promise<EndpointView[]> {
  const workspaceId = requireWorkspace(context.principal, 'manage_integrations')
  return (await endpointRows(context.database, workspaceId)).map((row) => presentEndpoint(context.seal, row))
}

export async function getEndpoint(context: Context, input: { id: string }): Promise<EndpointView> {
  const workspaceId = requireWorkspace(context.principal, 'manage_integrations')
  return presentEndpoint(context.seal, await endpointRow(context.database, workspaceId, input.id))
}

/** The secret with which the receiver verifies: `whsec_…`; for ed25519 the private key, `whsk_…`. */
export async function revealSecret(context: Context, input: { id: string }): Promise<{ secret: string }> {
  const workspaceId = requireWorkspace(context.principal, 'manage_integrations')
  const row = await endpointRow(context.database, workspaceId, input.id)
  requireWebhook(row)
  return { secret: context.seal.unseal(row.secretSealed) }
}
