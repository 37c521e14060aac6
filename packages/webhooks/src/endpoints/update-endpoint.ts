import { isDeepStrictEqual } from 'node:util'
import { actorOf, requireWorkspace } from '@quillwire/core'
import { recordEvent } from '@quillwire/core/events/record-event'
import type { Transaction } from '@quillwire/database'
import type { WebhookContext } from './endpoint-policy.ts'
import { checkSettings, type EndpointSettings } from './endpoint-settings.ts'
import { type EndpointRow, type EndpointView, endpointRow, presentEndpoint } from './endpoint-view.ts'

export type UpdateEndpointInput = { id: string; status?: 'active' | 'paused' } & Partial<EndpointSettings>

/**
 * Changes settings, pauses, resumes, or enables what was disabled. What waited while the endpoint was paused or
 * disabled goes out when it is active again. Records `endpoint.updated` when something really changed.
 */
export async function updateEndpoint(
  context: WebhookContext,
  { id, status, ...given }: UpdateEndpointInput,
): Promise<EndpointView> {
  const workspaceId = requireWorkspace(context.principal, 'manage_integrations')
  const settings = checkSettings(given, context.endpointPolicy)
  const row = await context.database.transaction(async (tx) => {
    const before = await endpointRow(tx, workspaceId, id, 'FOR UPDATE')
    const changed = changedNames(before, status === undefined ? settings : { ...settings, status })
    if (changed.length === 0) return before
    await tx.webhookEndpoint.update({
      where: { id },
      data: {
        ...settings,
        ...(status && { status }),
        updatedAt: context.now(),
        ...(status === 'active' && freshStart),
        // Another receiver is not to be judged by what the one before did.
        ...(changed.includes('url') && { failingSince: null, throttledUntil: null }),
      },
    })
    const after = await endpointRow(tx, workspaceId, id)
    await recordChange(context, tx, workspaceId, after, changed)
    await context.database.notify('delivery_ready', {}, tx)
    return after
  })
  return presentEndpoint(row)
}

const freshStart = { disabledReason: null, disabledAt: null, failingSince: null, throttledUntil: null }

function changedNames(before: EndpointRow, given: Partial<EndpointSettings & { status: string }>): string[] {
  return (Object.keys(given) as (keyof typeof given)[]).filter(
    (name) => !isDeepStrictEqual(given[name], before[name]),
  )
}

async function recordChange(
  context: WebhookContext,
  tx: Transaction,
  workspaceId: string,
  endpoint: EndpointRow,
  changed: string[],
) {
  await recordEvent(tx, {
    workspaceId,
    type: 'endpoint.updated',
    actor: actorOf(context.principal),
    data: {
      endpoint: { id: endpoint.id, url: endpoint.url, description: endpoint.description },
      changed,
    },
  })
}
