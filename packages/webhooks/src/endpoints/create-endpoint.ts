import { actorOf, requireWorkspace } from '@quillwire/core'
import { requireStill } from '@quillwire/core/access/require-still'
import { conflict } from '@quillwire/core/errors'
import { recordEvent } from '@quillwire/core/events/record-event'
import { newId } from '@quillwire/database'
import { oneAtATime } from '../one-at-a-time.ts'
import { newSigningSecret } from '../signing/secret.ts'
import type { WebhookContext } from '../webhook-context.ts'
import { requireSecrets, sealSecrets } from './endpoint-secrets.ts'
import { checkSettings, type GivenSettings, type NeededSettings } from './endpoint-settings.ts'
import { type EndpointView, endpointRow, presentEndpoint } from './endpoint-view.ts'
import { DEFAULT_RETRY_SCHEDULE } from './retry-schedule.ts'

export type CreateEndpointInput = GivenSettings &
  NeededSettings & {
    /** A paused endpoint collects deliveries from the beginning. Active where it is missing. */
    status?: 'active' | 'paused' | undefined
  }

/** Limited because every event asks each endpoint whether it subscribes. */
const MAX_PER_WORKSPACE = 500

/** Adds an endpoint with a fresh secret. Records `endpoint.created`, which it gets itself if it subscribes to it. */
export async function createEndpoint(
  context: WebhookContext,
  input: CreateEndpointInput,
): Promise<EndpointView & { secret: string }> {
  const workspaceId = requireWorkspace(context.principal, 'manage_integrations')
  const { url, eventTypes, ...settings } = await checkSettings(context, workspaceId, input)
  const secretsSealed = sealSecrets(context.seal, null, input.secrets ?? {})
  requireSecrets(url, settings.headers ?? {}, namesOf(input))
  const secret = newSigningSecret(settings.signatureScheme ?? 'v1')
  const actor = actorOf(context.principal)
  const id = newId()
  const row = await context.database.transaction(async (tx) => {
    await requireStill(tx, context.principal, 'manage_integrations')
    await oneAtATime(tx, 'endpoints', workspaceId)
    if ((await tx.webhookEndpoint.count({ where: { workspaceId, kind: 'webhook' } })) >= MAX_PER_WORKSPACE)
      throw conflict(
        'too_many_endpoints',
        `A workspace can have at most ${MAX_PER_WORKSPACE} endpoints. Delete one that is no longer used.`,
      )
    await tx.webhookEndpoint.create({
      data: {
        id,
        workspaceId,
        url,
        eventTypes,
        ...settings,
        filters: { ...settings.filters },
        status: input.status ?? 'active',
        retrySchedule: settings.retrySchedule ?? [...DEFAULT_RETRY_SCHEDULE],
        secretsSealed,
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
  return { ...presentEndpoint(context.seal, row), secret }
}

function namesOf({ secrets = {} }: GivenSettings): string[] {
  return Object.entries(secrets).flatMap(([name, value]) => (value === null ? [] : name))
}
