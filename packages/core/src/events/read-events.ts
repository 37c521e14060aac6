/** Reads the event log in its order, up to where that order is final (`DECIDED`). */
import type { Executor } from '@quillwire/database'
import type { EventRow } from './envelope.ts'
import type { EventFilters } from './event-filters.ts'
import { BEGINNING, DECIDED, type EventPosition } from './event-position.ts'

interface Place {
  generation: number
  transaction_id: string
  sequence: bigint
}

/** A row of `events`, with its position. */
export interface EventInOrder extends EventRow, Place {
  document_id: string | null
  document_open: boolean | null
}

/**
 * With filters, the log is searched in parts of so many events: millions at once would hold a connection for seconds.
 */
const FIRST_PART = 1000
const MAX_PART = 50_000
const GROWTH = 4
/** ms: after a part faster than `QUICK_MS`, the next is larger; after one slower than `SLOW_MS`, smaller. */
const QUICK_MS = 100
const SLOW_MS = 400

export interface Order {
  /** The position before all events, in this order. */
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
  /** The most events to return. */
  most: number
}

const PLACE = ['v.generation', 'v.transaction_id', 'v.sequence']
const FROM = ['$2::int', '$3::text::xid8', '$4::bigint']
const UP_TO = ['$11::int', '$12::text::xid8', '$13::bigint']
const COLUMNS = `v.id, v.type, v.created_at, v.workspace_id, w.name AS workspace_name, v.actor, v.data,
            v.generation, v.transaction_id::text AS transaction_id, v.sequence, v.document_id, v.document_open`

const inOrder = (by: readonly string[], direction: string) =>
  `ORDER BY ${by.map((one) => `${one} ${direction}`).join()}`

/**
 * SQL for a FROM clause: what `take` selects, as `v`, of the events after the position $2 to $4 that have the types $5.
 * `take` receives the SQL from FROM to ORDER BY, for all of these events or, once per type, for those of one type.
 */
function source({ order, types }: Asked, take: (events: string) => string, upTo?: string[]): string {
  const events = (ofTypes: string, by: string[], before: string[]) =>
    take(`FROM events v
      WHERE v.workspace_id = $1::uuid AND ${ofTypes} AND (${by.join()}) ${order.follows} (${[...before, ...FROM].join()})
        ${upTo ? `AND (${by.join()}) ${order.upTo} (${[...before, ...upTo].join()})` : ''}
        AND ${DECIDED} ${inOrder(by, order.direction)}`)
  if (types === null) return `(${events('$5::text[] IS NULL', PLACE, [])}) AS v`
  // Each type is read separately, up to the limit; otherwise rare types would be searched for among all others. The
  // type is part of the sort order, which it would not be with `=`. So only the index that begins with the type can
  // serve, whatever the planner considers rare.
  return `unnest($5::text[]) AS asked (type) CROSS JOIN LATERAL (
    ${events(`v.type ${order.upTo} asked.type`, ['v.type', ...PLACE], ['asked.type'])}) AS v`
}

const valuesOf = (workspaceId: string, { position, types }: Asked, most: number) => [
  workspaceId,
  position.generation,
  position.transactionId,
  String(position.sequence),
  types,
  most,
]

export interface ReadEvents {
  rows: EventInOrder[]
  /** Where to continue when fewer than asked for were found so far; undefined at the end of the log. */
  end: EventPosition | undefined
}

/** Reads one part of the log per call, sized to take at most some tenths of a second. */
type EventReader = (asked: Asked) => Promise<ReadEvents>

export function createEventReader(executor: Executor, workspaceId: string): EventReader {
  let part = FIRST_PART
  return async (asked) => {
    if (Object.values(asked.filters).every((ids) => ids.length === 0))
      return { rows: await readAll(executor, workspaceId, asked), end: undefined }
    const began = performance.now()
    const end = await endOfPart(executor, workspaceId, asked, part)
    const rows = await readPart(executor, workspaceId, asked, part, end)
    const took = performance.now() - began
    if (took < QUICK_MS) part = Math.min(part * GROWTH, MAX_PART)
    else if (took > SLOW_MS) part = Math.max(Math.floor(part / GROWTH), FIRST_PART)
    return { rows, end }
  }
}

async function readAll(executor: Executor, workspaceId: string, asked: Asked): Promise<EventInOrder[]> {
  const { rows } = await executor.query<EventInOrder>(
    `SELECT ${COLUMNS} FROM ${source(asked, (events) => `SELECT v.* ${events} LIMIT $6::int`)}
       JOIN workspaces w ON w.id = v.workspace_id
      ${inOrder(PLACE, asked.order.direction)} LIMIT $6::int`,
    valuesOf(workspaceId, asked, asked.most),
  )
  return rows
}

/**
 * The position of the last event of a part: the first position at which one of the types has so many events. Undefined
 * when none has. The index alone answers this. It is determined before the events are read: those deleted meanwhile
 * make the part smaller, never larger.
 */
async function endOfPart(
  executor: Executor,
  workspaceId: string,
  asked: Asked,
  part: number,
): Promise<EventPosition | undefined> {
  const last = (events: string) => `SELECT ${PLACE.join()} ${events} LIMIT 1 OFFSET $6::int - 1`
  const { rows } = await executor.query<Place>(
    `SELECT v.generation, v.transaction_id::text AS transaction_id, v.sequence FROM ${source(asked, last)}
      ${inOrder(PLACE, asked.order.direction)} LIMIT 1`,
    valuesOf(workspaceId, asked, part),
  )
  return rows[0] && positionOf(rows[0])
}

/**
 * The filters are applied to what an inner query takes from the index in order. In one query with it, a search for
 * something rare would seem to read the whole log anyway, and the planner would think any other plan as good. Reading
 * stops at enough matches.
 */
async function readPart(
  executor: Executor,
  workspaceId: string,
  asked: Asked,
  part: number,
  end: EventPosition | undefined,
): Promise<EventInOrder[]> {
  const { documentIds = [], folderIds = [], actorIds = [] } = asked.filters
  const wanted = (events: string) => `
    SELECT v.* FROM (SELECT v.* ${events} LIMIT $6::int) AS v
     WHERE ($7::uuid[] IS NULL OR v.document_id = ANY ($7::uuid[]) OR v.ancestor_ids && $8::uuid[])
       AND ($9::text[] IS NULL OR v.actor ->> 'id' = ANY ($9::text[]) OR v.editor_ids && $9::text[]::uuid[])
     LIMIT $10::int`
  const { rows } = await executor.query<EventInOrder>(
    `SELECT ${COLUMNS} FROM ${source(asked, wanted, end && UP_TO)} JOIN workspaces w ON w.id = v.workspace_id
      ${inOrder(PLACE, asked.order.direction)} LIMIT $10::int`,
    [
      ...valuesOf(workspaceId, asked, part),
      unlessEmpty([...documentIds, ...folderIds]),
      folderIds,
      unlessEmpty(actorIds),
      asked.most,
      ...(end ? [end.generation, end.transactionId, String(end.sequence)] : []),
    ],
  )
  return rows
}

function unlessEmpty(ids: string[]): string[] | null {
  return ids.length > 0 ? ids : null
}

export function positionOf(row: Place): EventPosition {
  return { generation: row.generation, transactionId: row.transaction_id, sequence: row.sequence }
}
