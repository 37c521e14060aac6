/**
 * The events of a workspace by cursor. A reader that goes on from the last cursor it got misses nothing: events are
 * shown only once every transaction that could still write before them has ended.
 */
import { type EventEnvelope, eventDefinitions, eventGroups, subscribesTo } from '@quillwire/events'
import { decideWorkspace } from '../access/decide.ts'
import { requireWorkspace } from '../access/require-workspace.ts'
import type { Context } from '../context.ts'
import { pageLimit } from '../page-limit.ts'
import { type EventRow, renderEnvelope } from './envelope.ts'
import { decodeEventCursor, encodeEventCursor } from './event-cursor.ts'
import type { EventFilters } from './event-filters.ts'
import { checkEventPatterns } from './event-patterns.ts'
import { BEGINNING, DECIDED, type EventPosition } from './event-position.ts'
import { type EventDocument, eventVisibility } from './event-visibility.ts'
import { requireKnownCursor } from './require-known-cursor.ts'

export interface ListEventsInput {
  /** A cursor; what follows it in the order of the list is listed. From the beginning where it is missing. */
  after?: string | undefined
  /** To look at what happened lately, rather than to follow what happens. Default `oldest`, which misses nothing. */
  first?: 'oldest' | 'newest' | undefined
  /** Types and patterns as in subscriptions; every type where it is missing. */
  types?: readonly string[] | undefined
  /** As `checkFilters` gives them. */
  filters?: EventFilters | undefined
  /** 1 to 100, default 50. */
  limit?: number | undefined
}

export interface ListedEvent {
  cursor: string
  event: EventEnvelope
}

interface Row extends EventRow {
  generation: number
  transaction_id: string
  sequence: bigint
  document_id: string | null
  document_open: boolean | null
}

/** What may not be seen is looked at in such portions, and of those only so many for one page. */
const PORTION = 200
const MAX_PORTIONS = 20

/** They tell the addresses of endpoints, of which some are secrets: for those who may see the endpoints themselves. */
const aboutEndpoints = new Set<string>(
  eventGroups.flatMap(({ id, events }) => (id === 'operational' ? events.map(({ type }) => type) : [])),
)

/**
 * Oldest first, unless asked otherwise. `nextCursor` is null when nothing more is there at the moment; the last cursor that came
 * serves to ask again later. Events of documents that the principal may not read are left out, and those of endpoints where it
 * may not manage them. Where very many of them stand in a row, the page is short, or empty, and `nextCursor` leads past them.
 *
 * @throws `cursor_unknown` where the cursor is ahead of all events.
 */
export async function listEvents(
  context: Context,
  input: ListEventsInput,
): Promise<{ items: ListedEvent[]; nextCursor: string | null }> {
  const workspaceId = requireWorkspace(context.principal, 'read_events')
  const limit = pageLimit(input.limit)
  const types = typesOf(input.types)
  const { filters = {} } = input
  const seesEndpoints = decideWorkspace(context.principal, 'manage_integrations', workspaceId)
  const order = orders[input.first ?? 'oldest']
  let position = input.after === undefined ? order.from : decodeEventCursor(input.after)
  const items: ListedEvent[] = []
  for (let portion = 0; portion < MAX_PORTIONS; portion++) {
    // One more than asked for tells whether there is a next page.
    const most = portion === 0 ? limit + 1 : PORTION
    const rows = await readRows(context, workspaceId, { position, order, types, filters, limit: most })
    const seesDocument = await eventVisibility(context.database, context.principal, rows.map(documentOf))
    for (const row of rows) {
      if (!seesDocument(documentOf(row)) || (aboutEndpoints.has(row.type) && !seesEndpoints)) continue
      if (items.length === limit) return { items, nextCursor: items.at(-1)?.cursor ?? null }
      items.push({ cursor: encodeEventCursor(positionOf(row)), event: renderEnvelope(row) })
    }
    const last = rows.at(-1)
    if (!last && input.after !== undefined) await requireKnownCursor(context.database, position)
    if (!last || rows.length < most) return { items, nextCursor: null }
    position = positionOf(last)
  }
  return { items, nextCursor: encodeEventCursor(position) }
}

interface Order {
  /** Before everything, in this order. */
  from: EventPosition
  follows: '>' | '<'
  upTo: '<=' | '>='
  direction: 'ASC' | 'DESC'
}

const orders: Record<'oldest' | 'newest', Order> = {
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

function typesOf(patterns: readonly string[] | undefined): string[] | null {
  if (!patterns || patterns.length === 0 || patterns.includes('*')) return null
  const known = checkEventPatterns(patterns, 'types')
  return eventDefinitions.map(({ type }) => type).filter((type) => subscribesTo(known, type))
}

interface Asked {
  position: EventPosition
  order: Order
  types: string[] | null
  filters: EventFilters
  limit: number
}

async function readRows({ database }: Context, workspaceId: string, asked: Asked): Promise<Row[]> {
  const { position, types, limit } = asked
  const { documentIds = [], folderIds = [], actorIds = [] } = asked.filters
  const { follows, upTo, direction } = asked.order
  const place = ['v.generation', 'v.transaction_id', 'v.sequence']
  const after = ['$2::int', '$3::text::xid8', '$4::bigint']
  const inOrder = (by: string[]) => `ORDER BY ${by.map((one) => `${one} ${direction}`).join()} LIMIT $9::int`
  const events = (condition: string, by: string[], from: string[]) => `
    (SELECT v.* FROM events v
      WHERE v.workspace_id = $1::uuid AND ${condition} AND (${by.join()}) ${follows} (${from.join()})
        AND ${DECIDED}
        AND ($6::uuid[] IS NULL OR v.document_id = ANY ($6::uuid[]) OR v.ancestor_ids && $7::uuid[])
        AND ($8::text[] IS NULL OR v.actor ->> 'id' = ANY ($8::text[])
          OR v.editor_ids && $8::text[]::uuid[])
      ${inOrder(by)}) AS v`
  // Of each type as many as are asked for: rare ones would be looked for among all others. The type is part of the order, as it
  // would not be with `=`, so that no index serves but the one that begins with it, whatever the planner takes for rare.
  const source =
    types === null
      ? events('$5::text[] IS NULL', place, after)
      : `unnest($5::text[]) AS asked (type) CROSS JOIN LATERAL
         ${events(`v.type ${upTo} asked.type`, ['v.type', ...place], ['asked.type', ...after])}`
  const { rows } = await database.query<Row>(
    `SELECT v.id, v.type, v.created_at, v.workspace_id, w.name AS workspace_name, v.actor, v.data,
            v.generation, v.transaction_id::text AS transaction_id, v.sequence, v.document_id, v.document_open
       FROM ${source} JOIN workspaces w ON w.id = v.workspace_id
      ${inOrder(place)}`,
    [
      workspaceId,
      position.generation,
      position.transactionId,
      String(position.sequence),
      types,
      unlessEmpty([...documentIds, ...folderIds]),
      folderIds,
      unlessEmpty(actorIds),
      limit,
    ],
  )
  return rows
}

function unlessEmpty(ids: string[]): string[] | null {
  return ids.length > 0 ? ids : null
}

function documentOf(row: Row): EventDocument {
  return { documentId: row.document_id, documentOpen: row.document_open }
}

function positionOf(row: Row): EventPosition {
  return { generation: row.generation, transactionId: row.transaction_id, sequence: row.sequence }
}
