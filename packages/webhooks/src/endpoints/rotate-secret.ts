import { actorOf, type Context, requireWorkspace } from '@quillwire/core'
import { conflict, invalid } from '@quillwire/core/errors'
import { recordEvent } from '@quillwire/core/events/record-event'
import type { Executor } from '@quillwire/database'
import { newSigningSecret } from '../signing/secret.ts'
import { type EndpointRow, type EndpointView, endpointRow, presentEndpoint } from './endpoint-view.ts'
import { MAX_PREVIOUS_SECRETS, SIGNING_STILL } from './previous-secrets.ts'
import { requireWebhook } from './require-endpoint.ts'

/** Hours in which the old secret signs beside the new one, unless asked otherwise. */
const OVERLAP_HOURS = 24
export const MAX_OVERLAP_HOURS = 7 * 24

/**
 * Gives an endpoint a new secret. For some hours the old one signs too, so that a receiver that knows either can
 * verify. With 0, the old one and all before it end at once, for a secret that has leaked.
 *
 * @throws `overlap_out_of_range`, `too_many_previous_secrets`
 */
export async function rotateSecret(
  context: Context,
  { id, overlapHours = OVERLAP_HOURS }: { id: string; overlapHours?: number | undefined },
): Promise<EndpointView & { secret: string }> {
  const workspaceId = requireWorkspace(context.principal, 'manage_integrations')
  if (!Number.isInteger(overlapHours) || overlapHours < 0 || overlapHours > MAX_OVERLAP_HOURS)
    throw invalid('overlap_out_of_range', `The overlap is 0 to ${MAX_OVERLAP_HOURS} whole hours.`, {
      field: 'overlapHours',
    })
  return await context.database.transaction(async (tx) => {
    const before = await endpointRow(tx, workspaceId, id, 'FOR NO KEY UPDATE')
    requireWebhook(before)
    const secret = await replaceSecret(context, tx, id, before, overlapHours)
    await recordEvent(tx, {
      workspaceId,
      type: 'endpoint.updated',
      actor: actorOf(context.principal),
      data: {
        endpoint: { id, url: before.url, description: before.description },
        changed: ['secret'],
      },
    })
    await context.database.notify('endpoint_changed', { endpointId: id }, tx)
    await context.database.notify('delivery_changed', { endpointId: id }, tx)
    return { ...presentEndpoint(context.seal, await endpointRow(tx, workspaceId, id)), secret }
  })
}

/** In the caller's transaction, which holds the row. Returns the new secret. Throws `too_many_previous_secrets`. */
export async function replaceSecret(
  { seal }: Pick<Context, 'seal'>,
  tx: Executor,
  id: string,
  { signatureScheme }: Pick<EndpointRow, 'signatureScheme'>,
  overlapHours = OVERLAP_HOURS,
): Promise<string> {
  const secret = newSigningSecret(signatureScheme)
  const { rows } = await tx.query(
    `UPDATE webhook_endpoints
        SET previous_secrets = CASE WHEN $3::int > 0
              THEN (SELECT coalesce(jsonb_agg(jsonb_build_object('sealed', sealed, 'until', until)), '[]')
                      FROM ${SIGNING_STILL})
                || jsonb_build_object('sealed', secret_sealed, 'until', now() + make_interval(hours => $3::int))
              ELSE '[]' END,
            secret_sealed = $2, updated_at = clock_timestamp()
      WHERE id = $1::uuid AND ($3::int = 0 OR (SELECT count(*) FROM ${SIGNING_STILL}) < ${MAX_PREVIOUS_SECRETS})
      RETURNING id`,
    [id, seal.seal(secret), overlapHours],
  )
  if (rows.length === 0)
    throw conflict(
      'too_many_previous_secrets',
      `${MAX_PREVIOUS_SECRETS} earlier secrets of this endpoint still sign. Wait until one of them ends, or end them all now by rotating with an overlap of 0 hours.`,
    )
  return secret
}
