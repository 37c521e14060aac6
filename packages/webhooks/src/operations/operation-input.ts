import { type Context, requireWorkspace } from '@quillwire/core'
import { invalid } from '@quillwire/core/errors'
import { checkEventPatterns } from '@quillwire/core/events/event-patterns'
import type { Executor } from '@quillwire/database'
import { z } from 'zod'
import { endpointRow } from '../endpoints/endpoint-view.ts'
import { requireWebhook } from '../endpoints/require-endpoint.ts'
import type { OperationKind, OperationParameters } from './operation-view.ts'

/** Moments are in ISO 8601. `cancel` may be about everything that is pending; what sends again needs a beginning. */
export type OperationInput = {
  id: string
  /** Now where it is missing. */
  until?: string | undefined
  types?: readonly string[] | undefined
} & (
  | { kind: Exclude<OperationKind, 'cancel'>; since: string }
  | { kind: 'cancel'; since?: string | undefined }
)

/** The input, checked, with the endpoint that it is about. */
export async function checkOperation(context: Context, { id, since, until, types = [] }: OperationInput) {
  const workspaceId = requireWorkspace(context.principal, 'manage_integrations')
  const patterns = checkEventPatterns(types, 'types')
  const from = since === undefined ? undefined : moment(since, 'since')
  const to = until === undefined ? await momentOfDatabase(context.database) : moment(until, 'until')
  if (from !== undefined && Date.parse(from) >= Date.parse(to))
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

/** By the database's clock, and to the microsecond, since the times of what the operation is about come from there. */
async function momentOfDatabase(executor: Executor): Promise<string> {
  const { rows } = await executor.query<{ now: string }>(
    `SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS now`,
  )
  return rows[0]?.now ?? ''
}

/**
 * A date stands for the beginning of that day in UTC. A time without its zone could be several moments, and a replay
 * far too much.
 */
const MOMENT = z.union([z.iso.datetime({ offset: true }), z.iso.date()])

function moment(text: string, field: string): string {
  const date = new Date(MOMENT.safeParse(text).data ?? Number.NaN)
  // PostgreSQL has no year 0; an offset may lead to years with a sign, which do not sort as texts.
  const year = date.getUTCFullYear()
  if (!(year >= 1 && year <= 9999))
    throw invalid('moment_invalid', 'Write a time as in 2026-11-20T22:30:00Z.', { field })
  return date.toISOString()
}
