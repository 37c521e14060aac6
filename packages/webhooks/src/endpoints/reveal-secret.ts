import { type Context, requireWorkspace } from '@quillwire/core'
import { endpointRow } from './endpoint-view.ts'
import { requireWebhook } from './require-endpoint.ts'

/** The secret with which the receiver verifies: `whsec_…`; for ed25519 the private key, `whsk_…`. */
export async function revealSecret(context: Context, input: { id: string }): Promise<{ secret: string }> {
  const workspaceId = requireWorkspace(context.principal, 'manage_integrations')
  const row = await endpointRow(context.database, workspaceId, input.id)
  requireWebhook(row)
  return { secret: context.seal.unseal(row.secretSealed) }
}
