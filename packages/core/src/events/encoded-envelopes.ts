import type { Executor } from '@quillwire/database'
import { eventId } from '@quillwire/events'

/** An event as it is sent over the wire. It is assembled and encoded once for many receivers, and never parsed. */
export interface EncodedEnvelope {
  traceParent: string | null
  /** JSON in UTF-8. */
  json: Buffer
}

interface Row {
  key: string
  type: string
  /** ms since 1970. */
  at: number
  workspace_id: string
  workspace_name: string
  actor: string
  data: string
  trace_parent: string | null
}

/** The envelopes of these events, by key, with the fields of `renderEnvelope`. A deleted event is missing. */
export async function encodedEnvelopes(
  executor: Executor,
  keys: readonly string[],
): Promise<Map<string, EncodedEnvelope>> {
  if (keys.length === 0) return new Map()
  const { rows } = await executor.query<Row>(
    `SELECT v.id AS key, v.type, date_part('epoch', v.created_at) * 1000 AS at, v.workspace_id, w.name AS workspace_name,
            v.actor::text AS actor, v.data::text AS data, v.trace_parent
       FROM events v JOIN workspaces w ON w.id = v.workspace_id WHERE v.id = ANY ($1::uuid[])`,
    [keys],
    'encoded-envelopes',
  )
  return new Map(
    rows.map((row) => [
      row.key,
      {
        traceParent: row.trace_parent,
        json: Buffer.from(
          `{"id":"${eventId(row.key)}","type":"${row.type}","timestamp":"${new Date(Math.round(row.at)).toISOString()}",` +
            `"workspace":{"id":"${row.workspace_id}","name":${JSON.stringify(row.workspace_name)}},` +
            `"actor":${row.actor},"data":${row.data}}`,
        ),
      },
    ]),
  )
}
