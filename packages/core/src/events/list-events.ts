/**
 * The events of a workspace by cursor. A reader that continues from the last cursor it received misses nothing: an
 * event is shown only once every transaction that could still write before it has ended.
 */
import { type EventEnvelope, eventDefinitions, eventGroups, subscribesTo } from '@quillwire/events'
import { decideWorkspace } from '../access/decide.ts'
import { requireWorkspace } from '../access/require-workspace.ts'
import type { Context } from '../context.ts'
import { pageLimit } from '../page-limit.ts'
import { renderEnvelope } from './envelope.ts'
import { decodeEventCursor, encodeEventCursor } from './event-cursor.ts'
import type { EventFilters } from './event-filters.ts'
import { checkEventPatterns } from './event-patterns.ts'
import { type EventDocument, eventVisibility } from './event-visibility.ts'
import { createEventReader, type EventInOrder, orders, positionOf } from './read-events.ts'
import { requireKnownCursor } from './require-known-cursor.ts'

export interface ListEventsInput {
  /** A cursor: lists what follows it in the order of the list. From the start of that order when omitted. */
  after?: string | undefined
  /** `newest` is for looking at recent events rather than following them. The default, `oldest`, misses nothing. */
  first?: 'oldest' | 'newest' | undefined
  /** Types and patterns, as in subscriptions; every type when omitted. */
  types?: readonly string[] | undefined
  /** As returned by `checkFilters`. */
  filters?: EventFilters | undefined
  /** 1 to 100, default 50. */
  limit?: number | undefined
}

export interface ListedEvent {
  cursor: string
  event: EventEnvelope
}

/** After an event that may not be seen, events are read in portions of this size. */
const PORTION = 200
/** How many reads one page takes at most. */
const MAX_PORTIONS = 20

/** These contain the URLs of endpoints, which may be secret: only for those who may see the endpoints themselves. */
const aboutEndpoints = new Set<string>(
  eventGroups.flatMap(({ id, events }) => (id === 'operational' ? events.map(({ type }) => type) : [])),
)

/**
 * Oldest first by default. `nextCursor` is null when there is nothing more at the moment; use the last cursor received
 * to ask again later. Leaves out events of documents that the principal may not read, and events of endpoints if it may
 * not manage those. When very many of these, or of events that a filter rejects, come in a row, the page is short or
 * empty, and `nextCursor` leads past them.
 *
 * @throws `cursor_unknown` when the cursor is ahead of all events.
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
  let hidden = false
  const read = createEventReader(context.database, workspaceId)
  for (let portion = 0; portion < MAX_PORTIONS; portion++) {
    // Asking for one more tells whether there is a next page.
    const most = hidden ? PORTION : limit + 1 - items.length
    const asked = { position, order, types, filters, most }
    const { rows, end } = await read(asked)
    const seesDocument = await eventVisibility(context.database, context.principal, rows.map(documentOf))
    for (const row of rows) {
      if (!seesDocument(documentOf(row)) || (aboutEndpoints.has(row.type) && !seesEndpoints)) {
        hidden = true
        continue
      }
      if (items.length === limit) return { items, nextCursor: items.at(-1)?.cursor ?? null }
      items.push({ cursor: encodeEventCursor(positionOf(row)), event: renderEnvelope(row) })
    }
    const last = rows.at(-1)
    if (!last && !end && input.after !== undefined) await requireKnownCursor(context.database, position)
    if (last && rows.length === most) position = positionOf(last)
    else if (end) position = end
    else return { items, nextCursor: null }
  }
  return { items, nextCursor: encodeEventCursor(position) }
}

function typesOf(patterns: readonly string[] | undefined): string[] | null {
  if (!patterns || patterns.length === 0 || patterns.includes('*')) return null
  const known = checkEventPatterns(patterns, 'types')
  return eventDefinitions.map(({ type }) => type).filter((type) => subscribesTo(known, type))
}

function documentOf(row: EventInOrder): EventDocument {
  return { documentId: row.document_id, documentOpen: row.document_open }
}
