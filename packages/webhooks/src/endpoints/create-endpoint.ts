import { actorOf, requireWorkspace } from '@quillwire/core'
import { conflict } from '@quillwire/core/errors'
import { recordEvent } from '@quillwire/core/events/record-event'
import { newId } from '@quillwire/database'
import { DEFAULT_RETRY_SCHEDULE } from '../engine/retry-schedule.ts'
import { newWebhookSecret } from '../signing/secret.ts'
import type { WebhookContext } from './endpoint-policy.ts'
import { checkSettings, type EndpointSettings } from './endpoint-settings.ts'
import { type EndpointView, endpointRow, presentEndpoint } from './endpoint-view.ts'

export type CreateEndpointInput = Pick<EndpointSettings, 'url' | 'eventTypes'> & Partial<EndpointSettings>

/** Every event asks each of them whether it subscribes, so that there is an end somewhere. */
const MOST_PER_WORKSPACE = 500

/** Adds an endpoint with a fresh secret. Records `endpoint.created`, which it gets itself if it subscribes to it. */
export async function createEndpoint(
  context: WebhookContext,
  input: CreateEndpointInput,
): Promise<EndpointView & { secret: string }> {
  const workspaceId = requireWorkspace(context.principal, 'manage_integrations')
  const settings = checkSettings(input, context.endpointPolicy)
  const secret = newWebhookSecret()
  const actor = actorOf(context.principal)
  const id = newId()
  const row = await context.database.transaction(async (tx) => {
    const { url, eventTypes } = settings
    if (url === undefined || eventTypes === undefined)
      throw new Error('checkSettings left out what was given')
    if ((await tx.webhookEndpoint.count({ where: { workspaceId } })) >= MOST_PER_WORKSPACE)
      throw conflict('too_many_endpoints', `A workspace can have at most ${MOST_PER_WORKSPACE} endpoints.`)
    await tx.webhookEndpoint.create({
      data: {
        id,
        workspaceId,
        url,
        eventTypes,
        description: settings.description ?? '',
        headers: settings.headers ?? {},
        ...(settings.timeoutMs !== undefined && { timeoutMs: settings.timeoutMs }),
        retrySchedule: settings.retrySchedule ?? [...DEFAULT_RETRY_SCHEDULE],
        secretSealed: context.seal.seal(secret),
        createdByType: actor.type,
        createdById: actor.id,
      },
    })
    const endpoint = await endpointRow(tx, workspaceId, id)
    await recordEvent(tx, {
      workspaceId,
      type: 'endpoint.created',
      actor,
      data: { endpoint: { id, url: endpoint.url, description: endpoint.description } },
    })
    return endpoint
  })
  return { ...presentEndpoint(row), secret }
}
