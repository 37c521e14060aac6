/** Which events a reader wants, whether it is an endpoint, a consumer of the stream or the list of events. */
import { isId } from '@quillwire/database'
import type { Actor } from '@quillwire/events'
import { invalid } from '../errors.ts'

/** Empty lists accept everything. `documentIds` and `folderIds` together act as one list. */
export interface EventFilters {
  documentIds?: string[]
  /** Documents, each with everything that was under it when the event happened. */
  folderIds?: string[]
  /** People, API keys and integrations. */
  actorIds?: string[]
}

/** The parts of an event that filters look at. */
export interface FilteredEvent {
  /** Everyone who did what it reports: see `actorsOf`. */
  actors: readonly Actor[]
  documentId?: string | null | undefined
  /** The documents above it when the event happened; for a move, also those that were above it before. */
  ancestorIds?: readonly string[] | null | undefined
}

/** Whether the filters accept the event. The list of events does the same in SQL: see `listEvents`. */
export function letsThrough(
  filters: EventFilters,
  { actors, documentId, ancestorIds }: FilteredEvent,
): boolean {
  const { documentIds = [], folderIds = [], actorIds = [] } = filters
  if (actorIds.length > 0 && !actors.some(({ id }) => id && actorIds.includes(id))) return false
  if (documentIds.length === 0 && folderIds.length === 0) return true
  if (!documentId) return false
  return (
    documentIds.includes(documentId) ||
    [documentId, ...(ancestorIds ?? [])].some((id) => folderIds.includes(id))
  )
}

export const MAX_OF_A_KIND = 100

const DOCUMENT = 'the id of a document, a UUID: the `id` in GET /api/v1/documents.'
const ACTOR = 'the id of a person, API key or integration, a UUID: the `actor.id` of an event.'
const meanings: Record<keyof EventFilters, string> = {
  documentIds: DOCUMENT,
  folderIds: DOCUMENT,
  actorIds: ACTOR,
}
const names = Object.keys(meanings)

/**
 * The filters with every list present and without duplicate ids. Does not check that the documents or people exist.
 *
 * @param within prefix of a list's name in the request, for the field that an error names
 * @throws `filter_invalid`, `too_many_filters`
 */
export function checkFilters(given: unknown, within = 'filters.'): Required<EventFilters> {
  const lists = recordOf(given)
  const list = (name: keyof EventFilters) => checkIds(lists[name] ?? [], name, `${within}${name}`)
  return { documentIds: list('documentIds'), folderIds: list('folderIds'), actorIds: list('actorIds') }
}

function recordOf(given: unknown): Record<string, unknown> {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw invalid('filter_invalid', 'Filters are an object: {"folderIds":["…"]}.', { field: 'filters' })
  const unknown = Object.keys(given)
    .find((name) => !names.includes(name))
    ?.slice(0, 60)
  if (unknown !== undefined)
    throw invalid('filter_invalid', `There is no filter “${unknown}”. There are ${names.join(', ')}.`, {
      field: `filters.${unknown}`,
    })
  return given as Record<string, unknown> // an object, as checked above
}

function checkIds(given: unknown, name: keyof EventFilters, path: string): string[] {
  const field = { field: path }
  if (!Array.isArray(given) || !given.every((id) => typeof id === 'string'))
    throw invalid('filter_invalid', `“${path}” is a list of ids: ["…"].`, field)
  const ids = [...new Set<string>(given)]
  if (ids.length > MAX_OF_A_KIND)
    throw invalid(
      'too_many_filters',
      `“${path}” lists at most ${MAX_OF_A_KIND} ids. A folder takes in everything that is under it.`,
      field,
    )
  const wrong = ids.find((id) => !isId(id))
  if (wrong === undefined) return ids
  throw invalid('filter_invalid', `In “${path}”, “${wrong.slice(0, 60)}” is not ${meanings[name]}`, field)
}
