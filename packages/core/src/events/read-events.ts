/** Reads the event log in its order, as far as it is decided. */
import type { Executor } from '@quillwire/database'
import type { EventRow } from './envelope.ts'
import type { EventFilters } from './event-filters.ts'
import { BEGINNING, DECIDED, type EventPosition } from './event-position.ts'

interface Place {
  generation: number
  transaction_id: string
  sequence: bigint
}

/** A row of `events`, with its place. */
export interface EventInOrder extends EventRow, Place {
  document_id: string | null
  document_open: boolean | null
}

/**
 * The log is looked through for filters in parts of so many events, each some hundredths of a second. Millions in one
 * statement would hold a connection for as long, and where it broke all would have been for nothing.
 */
const PART = 5000

export interface Order {
  /** Before everything, in this order. */
  from: EventPosition
  follows: '>' | '<'
  upTo: '<=' | '>='
  direction: 'ASC' | 'DESC'
}

export const orders: Record<'oldest' | 'newest', Order> = {
  oldest: {
    from: BEGINNING,
    follows: '>',
    upTo: '<=',
    direction: 'ASC',
  },
  newest: {
    from: {
      generation: 2 ** 31 - 1,
      transactionId: String(2n ** 64n - 1n),
      sequence: 2n ** 63n - 1n,
    },
    follows: '<',
    upTo: '>=',
    direction: 'DESC',
  },
}

export interface Asked {
  position: EventPosition
  order: Order
  types: string[] | null
  filters: EventFilters
  /** How many at the most. */
  most: number
}

const PLACE = ['v.generation', 'v.transaction_id', 'v.sequence']
const FROM = ['$2::int', '$3::text::xid8', '$4::bigint']
const COLUMNS = `v.id, v.type, v.created_at, v.workspace_id, w.name AS workspace_name, v.actor, v.data,
            v.generation, v.transaction_id::text AS transaction_id, v.sequence, v.document_id, v.document_open`

const inOrder = (by: readonly string[], direction: string) =>
  `ORDER BY ${by.map((one) => `${one} ${direction}`).join()}`

/** SQL, after FROM: the first $6 events `v` behind the place $2 to $4, of the types $5. */
function source({ order: { follows, upTo, direction }, types }: Asked): string {
  const events = (ofTypes: string, by: string[], from: string[]) => `
    (SELECT v.* FROM events v
      WHERE v.workspace_id = $1::uuid AND ${ofTypes} AND (${by.join()}) ${follows} (${from.join()})
        AND ${DECIDED}
      ${inOrder(by, direction)} LIMIT $6::int) AS v`
  if (types === null) return events('$5::text[] IS NULL', PLACE, FROM)
  // Of each type as many as are asked for: rare ones would be looked for among all others. The type is part of the order, as it
  // would not be with `=`, so that no index serves but the one that begins with it, whatever the planner takes for rare.
  return `unnest($5::text[]) AS asked (type) CROSS JOIN LATERAL
    ${events(`v.type ${upTo} asked.type`, ['v.type', ...PLACE], ['asked.type', ...FROM])}`
}

const valuesOf = (workspaceId: string, { position, types }: Asked, most: number) => [
  workspaceId,
  position.generation,
  position.transactionId,
  String(position.sequence),
  types,
  most,
]

/**
 * The next events that are wanted. Where filters look for few among many, it may be none, and `end` is then where to look on.
 * Where there is none, `rows` go on to the end of the log, or are as many as were asked for.
 */
export async function readEvents(
  executor: Executor,
  workspaceId: string,
  asked: Asked,
): Promise<{ rows: EventInOrder[]; end?: EventPosition }> {
  if (Object.values(asked.filters).some((ids) => ids.length > 0))
    return await readPart(executor, workspaceId, asked)
  const { rows } = await executor.query<EventInOrder>(
    `SELECT ${COLUMNS} FROM ${source(asked)} JOIN workspaces w ON w.id = v.workspace_id
      ${inOrder(PLACE, asked.order.direction)} LIMIT $6::int`,
    valuesOf(workspaceId, asked, asked.most),
  )
  return { rows }
}

/** Of a row of what was found in a part, or of the only one where nothing was. */
interface PartRow {
  end_generation: number
  end_transaction_id: string
  end_sequence: bigint
  looked_at: number
}

/**
 * What filters want is asked of what the index of the order has given, and not beside it: whoever looks for what is rare seems
 * to read the whole log anyway, and to the planner any other way is as good.
 */
async function readPart(executor: Executor, workspaceId: string, asked: Asked) {
  const { documentIds = [], folderIds = [], actorIds = [] } = asked.filters
  const { direction } = asked.order
  const { rows } = await executor.query<PartRow & (EventInOrder | { id: null })>(
    `WITH part AS MATERIALIZED (
       SELECT v.id, v.generation, v.transaction_id, v.sequence,
              ($7::uuid[] IS NULL OR v.document_id = ANY ($7::uuid[]) OR v.ancestor_ids && $8::uuid[])
              AND ($9::text[] IS NULL OR v.actor ->> 'id' = ANY ($9::text[])
                OR v.editor_ids && $9::text[]::uuid[]) AS wanted
         FROM ${source(asked)} ${inOrder(PLACE, direction)} LIMIT $6::int
     ), last AS (
       SELECT v.generation AS end_generation, v.transaction_id::text AS end_transaction_id,
              v.sequence AS end_sequence, (count(*) OVER ())::int AS looked_at
         FROM part v ${inOrder(PLACE, direction === 'ASC' ? 'DESC' : 'ASC')} LIMIT 1
     )
     SELECT last.*, v.*
       FROM last LEFT JOIN (
         SELECT ${COLUMNS}, v.transaction_id AS place FROM events v JOIN workspaces w ON w.id = v.workspace_id
          WHERE v.id = ANY (ARRAY(
            SELECT v.id FROM part v WHERE v.wanted ${inOrder(PLACE, direction)} LIMIT $10::int))
       ) AS v ON true
      ${inOrder(['v.generation', 'v.place', 'v.sequence'], direction)}`,
    [
      ...valuesOf(workspaceId, asked, PART),
      unlessEmpty([...documentIds, ...folderIds]),
      folderIds,
      unlessEmpty(actorIds),
      asked.most,
    ],
  )
  const [first] = rows
  const found = rows.flatMap((row) => (row.id === null ? [] : row))
  if (first?.looked_at !== PART) return { rows: found }
  const end = {
    generation: first.end_generation,
    transactionId: first.end_transaction_id,
    sequence: first.end_sequence,
  }
  return { rows: found, end }
}

function unlessEmpty(ids: string[]): string[] | null {
  return ids.length > 0 ? ids : null
}

export function positionOf(row: Place): EventPosition {
  return { generation: row.generation, transactionId: row.transaction_id, sequence: row.sequence }
}
