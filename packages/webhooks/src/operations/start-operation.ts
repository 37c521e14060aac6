import { actorOf, type Context, requireWorkspace } from '@quillwire/core'
import { conflict, invalid } from '@quillwire/core/errors'
import { checkEventPatterns } from '@quillwire/core/events/event-patterns'
import { newId } from '@quillwire/database'
import { endpointRow } from '../endpoints/endpoint-view.ts'
import { requireActive, requireWebhook } from '../endpoints/require-endpoint.ts'
import { countScope } from './operation-scope.ts'
import {
  type OperationKind,
  type OperationParameters,
  type OperationView,
  operationView,
} from './operation-view.ts'

export interface OperationInput {
  id: string
  kind: OperationKind
  /** ISO 8601. Required for `recover` and `replay`. */
  since?: string | undefined
  /** ISO 8601; now where it is missing. */
  until?: string | undefined
  types?: readonly string[] | undefined
}

/** How many deliveries the operation would be about; nothing is changed. */
export async function countOperation(context: Context, input: OperationInput): Promise<{ count: number }> {
  const { endpoint, parameters } = await prepare(context, input)
  const target = { endpointId: input.id, kind: input.kind, parameters }
  return { count: await countScope(context.database, target, endpoint.eventTypes) }
}

/**
 * Begins an operation on the deliveries of an endpoint; a worker carries it out in the background.
 * `recover` sends again all that failed for good since a moment, however old it is; `replay` sends all events of a range again, whatever
 * became of them, and also those that the endpoint never got; `cancel` ends what is pending. What is sent again has
 * the same `webhook-id`, by which a receiver knows a repeat.
 */
export async function startOperation(context: Context, input: OperationInput): Promise<OperationView> {
  const { workspaceId, endpoint, parameters } = await prepare(context, input)
  if (input.kind !== 'cancel') requireActive(endpoint.status)
  const target = { endpointId: input.id, kind: input.kind, parameters }
  const total = await countScope(context.database, target, endpoint.eventTypes)
  const actor = actorOf(context.principal)
  const id = newId()
  const { rows } = await context.database.query(
    `WITH made AS (
       INSERT INTO delivery_operations (id, workspace_id, endpoint_id, kind, parameters, total, created_by_type,
                                        created_by_id, created_by_name)
       VALUES ($1::uuid, $2::uuid, $3::uuid, $4, $5::jsonb, $6::int, $7, $8::uuid, $9)
       ON CONFLICT (endpoint_id) WHERE status = 'running' DO NOTHING
       RETURNING id)
     SELECT id, pg_notify('operation_ready', '{}')::text FROM made`,
    [
      id,
      workspaceId,
      input.id,
      input.kind,
      JSON.stringify(parameters),
      total,
      actor.type,
      actor.id,
      actor.name,
    ],
  )
  if (rows.length === 0)
    throw conflict(
      'operation_running',
      'An operation on this endpoint is still running. Wait for its end, or cancel it.',
    )
  return await operationView(context.database, workspaceId, id)
}

async function prepare(context: Context, { id, kind, since, until, types = [] }: OperationInput) {
  const workspaceId = requireWorkspace(context.principal, 'manage_integrations')
  const patterns = checkEventPatterns(types, 'types')
  const from = since === undefined ? undefined : moment(since, 'since')
  if (from === undefined && kind !== 'cancel')
    throw invalid('since_missing', 'Say since when, as in 2026-11-20T22:30:00Z.', { field: 'since' })
  const to = until === undefined ? context.now().toISOString() : moment(until, 'until')
  if (from !== undefined && from >= to)
    throw invalid('range_empty', 'The range ends before it begins.', { field: 'until' })
  const endpoint = await endpointRow(context.database, workspaceId, id)
  requireWebhook(endpoint)
  const parameters: OperationParameters = {
    ...(from !== undefined && { since: from }),
    until: to,
    types: patterns,
  }
  return { workspaceId, endpoint, parameters }
}

function moment(text: string, field: string): string {
  const date = new Date(text)
  // JavaScript knows years that PostgreSQL does not read; those with a sign would not be in order as texts either.
  const year = date.getUTCFullYear()
  if (!(year >= 1 && year <= 9999))
    throw invalid('moment_invalid', 'A moment is written as in 2026-11-20T22:30:00Z.', { field })
  return date.toISOString()
}
