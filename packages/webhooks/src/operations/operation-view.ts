import { notFound } from '@quillwire/core/errors'
import type { Executor } from '@quillwire/database'

/** The kinds that somebody can begin. */
export const operationKinds = ['recover', 'replay', 'cancel'] as const
export type OperationKind = (typeof operationKinds)[number]

/** `order` follows a change of settings: it lines up what waited when an endpoint was asked for order. */
export const shownOperationKinds = [...operationKinds, 'order'] as const
export type ShownOperationKind = (typeof shownOperationKinds)[number]

export const operationStatuses = ['running', 'done', 'cancelled', 'failed'] as const

/** What an operation is about. Times are in ISO 8601: for `recover` those of failures, otherwise those of events. */
export interface OperationParameters {
  /** From this moment on; for `cancel` it may be left out. */
  since?: string
  /** Before this moment. */
  until: string
  /** Types and patterns; every type where it is empty. */
  types: string[]
}

/** Something done to many deliveries of an endpoint, in the background. */
export interface OperationView {
  id: string
  endpointId: string
  kind: ShownOperationKind
  parameters: OperationParameters
  status: (typeof operationStatuses)[number]
  /** How many it was about when it began, with what was being committed then. */
  total: number
  /** How many were dealt with so far. */
  done: number
  error: string | null
  createdBy: { type: string; id: string | null; name: string }
  createdAt: Date
  finishedAt: Date | null
}

export const operationColumns = `id, endpoint_id AS "endpointId", kind, parameters, status, total, done, error,
  json_build_object('type', created_by_type, 'id', created_by_id, 'name', created_by_name) AS "createdBy",
  created_at AS "createdAt", finished_at AS "finishedAt"`

/** An operation of the workspace; throws `operation_not_found`. */
export async function operationView(
  executor: Executor,
  workspaceId: string,
  id: string,
): Promise<OperationView> {
  const { rows } = await executor.query<OperationView>(
    `SELECT ${operationColumns} FROM delivery_operations WHERE id = $1::uuid AND workspace_id = $2::uuid`,
    [id, workspaceId],
  )
  const [row] = rows
  if (!row) throw notFound('operation_not_found', 'There is no such operation in this workspace.')
  return row
}
