import { isDeepStrictEqual } from 'node:util'
import { actorOf, requireWorkspace } from '@quillwire/core'
import { requireStill } from '@quillwire/core/access/require-still'
import { invalid } from '@quillwire/core/errors'
import { recordEvent } from '@quillwire/core/events/record-event'
import type { Transaction } from '@quillwire/database'
import { oneAtATime } from '../one-at-a-time.ts'
import type { WebhookContext } from '../webhook-context.ts'
import {
  requireSecrets,
  requireSecretsAnew,
  sameOrigin,
  sealSecrets,
  unsealSecrets,
} from './endpoint-secrets.ts'
import { checkSettings, type EndpointSettings, type GivenSettings } from './endpoint-settings.ts'
import { type EndpointRow, type EndpointView, endpointRow, presentEndpoint } from './endpoint-view.ts'
import { beginLiningUp, countWithoutOrder, stopLiningUp } from './line-up.ts'
import { replaceSecret } from './rotate-secret.ts'

export type UpdateEndpointInput = { id: string; status?: 'active' | 'paused' } & GivenSettings

/**
 * Changes settings, pauses, resumes, or enables what was disabled. What waited while the endpoint was paused or
 * disabled goes out when it is active again. Another signature scheme makes a new secret, as `rotateSecret` does. Its
 * secrets do not go along to another origin: they must be given anew. Whoever changes where it sends, or enables one
 * that nobody answers for, takes it over: it then sees documents by their right. When order is asked for, what waits
 * already follows it too; where that is much, nothing is sent until it does. Records `endpoint.updated` when something
 * really changed, but nothing for a stream's consumer, which has no URL to tell.
 */
export async function updateEndpoint(
  context: WebhookContext,
  { id, status, ...given }: UpdateEndpointInput,
): Promise<EndpointView> {
  const workspaceId = requireWorkspace(context.principal, 'manage_integrations')
  const settings = await checkSettings(context, workspaceId, given)
  const without = settings.ordered ? await countWithoutOrder(context.database, id) : 0
  const row = await context.database.transaction(async (tx) => {
    await requireStill(tx, context.principal, 'manage_integrations')
    // Its event goes to other endpoints, which another admin may be changing. The lock also keeps what is compared now
    // as it is.
    await oneAtATime(tx, 'endpoints', workspaceId)
    if (changesWriting(await endpointRow(tx, workspaceId, id), settings))
      await waitForWriters(tx, workspaceId, id)
    const before = await endpointRow(tx, workspaceId, id, 'FOR NO KEY UPDATE')
    if (before.kind === 'stream') refuseForStreams(settings)
    if (settings.url && !sameOrigin(settings.url, before.url))
      requireSecretsAnew(Object.keys(unsealSecrets(context.seal, before.secretsSealed)), given.secrets)
    const secretsSealed = given.secrets
      ? sealSecrets(context.seal, before.secretsSealed, given.secrets)
      : before.secretsSealed
    requireSecrets(
      settings.url ?? before.url,
      settings.headers ?? before.headers,
      Object.keys(unsealSecrets(context.seal, secretsSealed)),
    )
    const changed = changedNames(before, status === undefined ? settings : { ...settings, status })
    if (given.secrets && Object.keys(given.secrets).length > 0) changed.push('secrets')
    if (changed.length === 0) return before
    const { filters, ...rest } = settings
    const takesOver =
      changed.some((name) => destination.has(name)) ||
      (status === 'active' && before.disabledReason === 'owner_gone')
    await tx.webhookEndpoint.update({
      where: { id },
      data: {
        ...rest,
        ...(filters && { filters: { ...filters } }),
        secretsSealed,
        ...(status && { status }),
        updatedAt: context.now(),
        ...(takesOver && ownedBy(context)),
        ...(status === 'active' && freshStart),
        // A new receiver is not judged by what the old one did. What a disabled endpoint has missed is counted from its
        // first failure, so that stays until it is enabled.
        ...(changed.includes('url') && before.status !== 'disabled' && freshHealth),
      },
    })
    if (changed.includes('signatureScheme')) await replaceSecret(context, tx, id, { ...before, ...settings })
    if (changed.includes('ordered')) await stopLiningUp(tx, id)
    if (changed.includes('ordered') && settings.ordered)
      await beginLiningUp(tx, { id, workspaceId }, actorOf(context.principal), without)
    if (changed.includes('coalesceSeconds')) await endWindows(tx, id)
    const after = await endpointRow(tx, workspaceId, id)
    if (after.kind === 'webhook') await recordChange(context, tx, workspaceId, after, changed)
    else if (after.status !== 'active')
      await context.database.notify('stream_withdrawn', { endpointId: id }, tx)
    await context.database.notify('endpoint_changed', { endpointId: id }, tx)
    await context.database.notify('delivery_ready', {}, tx)
    await context.database.notify('delivery_changed', { endpointId: id }, tx)
    return after
  })
  return presentEndpoint(context.seal, row)
}

/**
 * The settings that decide where documents go; a header may do so by being the key to an account. Nobody may send to a
 * place of their own what only somebody else may read.
 */
const destination: ReadonlySet<string> = new Set(['url', 'headers', 'transformation', 'secrets'])

function ownedBy({ principal }: WebhookContext) {
  const { type, id } = actorOf(principal)
  return { createdByType: type, createdById: id }
}

const freshHealth = { failingSince: null, throttledUntil: null, failuresInARow: 0, probeAt: null }
const freshStart = { disabledReason: null, disabledAt: null, ...freshHealth }

function changedNames(before: EndpointRow, given: Partial<EndpointSettings & { status: string }>): string[] {
  // The cast: it is made of these names alone.
  return (Object.keys(given) as (keyof typeof given)[]).filter(
    (name) => !isDeepStrictEqual(given[name], before[name]),
  )
}

/** Whether deliveries are written in another way from then on. */
function changesWriting(before: EndpointRow, settings: Partial<EndpointSettings>): boolean {
  return changedNames(before, settings).some((name) => name === 'ordered' || name === 'coalesceSeconds')
}

/**
 * Waits until every transaction that is writing a delivery of the endpoint has ended; those that begin later see the
 * new settings. Call it before the endpoint is locked in any other way: a save may take long, and results of the
 * endpoint's deliveries are recorded meanwhile.
 */
async function waitForWriters(tx: Transaction, workspaceId: string, id: string) {
  await tx.query('SELECT FROM webhook_endpoints WHERE id = $1::uuid AND workspace_id = $2::uuid FOR UPDATE', [
    id,
    workspaceId,
  ])
}

/**
 * Saves that wait for the end of a window wait no longer than the new one. Where the new one is longer, they keep
 * theirs.
 */
async function endWindows(tx: Transaction, id: string) {
  await tx.query(
    `UPDATE deliveries d
        SET next_attempt_at = least(d.next_attempt_at,
              d.created_at + make_interval(secs => greatest(e.coalesce_seconds, e.retry_schedule[1])))
       FROM webhook_endpoints e
      WHERE e.id = d.endpoint_id AND d.id = ANY (ARRAY(
              SELECT id FROM deliveries
               WHERE endpoint_id = $1::uuid AND status = 'pending' AND event_type = 'document.saved' AND attempt_count = 0
                 AND next_attempt_at > now()
               ORDER BY id FOR UPDATE))`,
    [id],
  )
}

function refuseForStreams(settings: Partial<EndpointSettings>) {
  const [wrong] = Object.keys(settings).filter((name) => name !== 'description')
  if (wrong)
    throw invalid('stream_setting', 'Only the description of a stream’s consumer can be changed here.', {
      field: wrong,
    })
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
