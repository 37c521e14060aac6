import { type Maker, makerInSql } from '@quillwire/core/access/maker-in-sql'
import { notFound } from '@quillwire/core/errors'
import type { DisabledReason } from '@quillwire/core/events/disable-endpoints'
import type { EventFilters } from '@quillwire/core/events/event-filters'
import type { Seal } from '@quillwire/core/secrets/seal'
import type { Executor } from '@quillwire/database'
import { publicKeyOf } from '../signing/secret.ts'
import { storedSecretNames } from './endpoint-secrets.ts'
import type { EndpointSettings } from './endpoint-settings.ts'
import { SIGNING_STILL } from './previous-secrets.ts'

export const endpointKinds = ['webhook', 'stream'] as const
export const endpointStatuses = ['active', 'paused', 'disabled'] as const

/** An endpoint as the outside sees it. Its signing secret is asked for separately. */
export interface EndpointView extends Omit<EndpointSettings, 'filters'> {
  id: string
  filters: Required<EventFilters>
  /** A stream's consumer has no URL: it comes and reads. */
  kind: (typeof endpointKinds)[number]
  /** The names of its secrets; the values are never shown. */
  secretNames: string[]
  /** `whpk_…` where it is signed with ed25519. */
  publicKey: string | null
  /** Until when an earlier secret signs too: the last of them, where it was rotated several times. */
  previousSecretUntil: Date | null
  /** Who answers for the endpoint: it sees documents by the owner's right. Null where the owner is not known. */
  owner: Maker | null
  status: (typeof endpointStatuses)[number]
  disabledReason: DisabledReason | null
  disabledAt: Date | null
  createdAt: Date
  updatedAt: Date
  lastSuccessAt: Date | null
  /** Since when no attempt has succeeded; null while they do. */
  failingSince: Date | null
  /** When a single delivery is sent to see whether it works again; null unless it failed many times in a row. */
  probeAt: Date | null
  /** Until when it is sent nothing, because it said that it is overloaded. */
  throttledUntil: Date | null
  /** When the stream's consumer was last connected. */
  streamSeenAt: Date | null
}

export interface EndpointRow extends Omit<EndpointView, 'secretNames' | 'publicKey' | 'filters'> {
  filters: EventFilters
  /** Null for a stream's consumer. */
  secretSealed: string | null
  secretsSealed: string | null
}

/** The columns of `webhook_endpoints`, named as the view names them. */
const columns = `id, kind, url, description, event_types AS "eventTypes", filters, headers, format, preset,
  transformation, status, disabled_reason AS "disabledReason", disabled_at AS "disabledAt", timeout_ms AS "timeoutMs",
  retry_schedule AS "retrySchedule", rate_limit AS "rateLimit", ordered, coalesce_seconds AS "coalesceSeconds",
  include_content AS "includeContent", replies_enabled AS "repliesEnabled", signature_scheme AS "signatureScheme",
  (SELECT max(until) FROM ${SIGNING_STILL}) AS "previousSecretUntil",
  ${makerInSql('webhook_endpoints', 'webhook_endpoints.workspace_id', 'admin')} AS owner,
  created_at AS "createdAt", updated_at AS "updatedAt", last_success_at AS "lastSuccessAt",
  failing_since AS "failingSince", probe_at AS "probeAt", throttled_until AS "throttledUntil",
  stream_seen_at AS "streamSeenAt", secret_sealed AS "secretSealed", secrets_sealed AS "secretsSealed"`

/** The endpoints of a workspace, oldest first: those after the one with this id, and no more than `most` of them. */
export async function endpointRows(
  executor: Executor,
  workspaceId: string,
  { after, most }: { after?: string | undefined; most?: number | undefined } = {},
): Promise<EndpointRow[]> {
  const { rows } = await executor.query<EndpointRow>(
    `SELECT ${columns} FROM webhook_endpoints
      WHERE workspace_id = $1::uuid AND ($2::uuid IS NULL OR id > $2::uuid) ORDER BY id LIMIT $3::int`,
    [workspaceId, after ?? null, most ?? null],
  )
  return rows
}

/** An endpoint of the workspace; throws `endpoint_not_found`. */
export async function endpointRow(
  executor: Executor,
  workspaceId: string,
  id: string,
  lock: '' | 'FOR NO KEY UPDATE' = '',
): Promise<EndpointRow> {
  const { rows } = await executor.query<EndpointRow>(
    `SELECT ${columns} FROM webhook_endpoints WHERE id = $1::uuid AND workspace_id = $2::uuid ${lock}`,
    [id, workspaceId],
  )
  const row = rows[0]
  if (!row) throw notFound('endpoint_not_found', 'There is no such webhook endpoint in this workspace.')
  return row
}

/** An endpoint whose secrets cannot be read is shown as one without them, so that it can be mended. */
export function presentEndpoint(seal: Seal, row: EndpointRow): EndpointView {
  const { secretSealed, secretsSealed, filters, ...view } = row
  const secret =
    secretSealed !== null && view.signatureScheme === 'v1a' ? seal.unsealIfReadable(secretSealed) : null
  return {
    ...view,
    filters: { documentIds: [], folderIds: [], actorIds: [], ...filters },
    secretNames: storedSecretNames(seal, secretsSealed),
    publicKey: secret && publicKeyOf(secret),
  }
}
