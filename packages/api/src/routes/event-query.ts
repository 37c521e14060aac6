/** The query parameters that select events. A list of names or ids is one parameter, separated by commas. */
import { z } from '@hono/zod-openapi'
import { checkFilters, type EventFilters } from '@quillwire/core/events/event-filters'

const ids = z.string().max(8000).optional()

export const eventQuery = {
  types: z.string().max(4000).optional().describe('Comma-separated: `document.saved,comment.*`.'),
  documentIds: ids.describe(
    'Comma-separated, at most 100. Only events about these documents, or about those of `folderIds`.',
  ),
  folderIds: ids.describe(
    'Comma-separated, at most 100. Only events about these documents, and about what was under them when it happened.',
  ),
  actorIds: ids.describe(
    'Comma-separated, at most 100. Only what these people, API keys or integrations did.',
  ),
}

type EventQuery = { [Name in keyof typeof eventQuery]?: string | undefined }

/** @throws `filter_invalid` or `too_many_filters`, naming the parameter at fault */
export function askedEvents(query: EventQuery): {
  types: string[] | undefined
  filters: Required<EventFilters>
} {
  const [documentIds, folderIds, actorIds] = [query.documentIds, query.folderIds, query.actorIds].map(listOf)
  return { types: listOf(query.types), filters: checkFilters({ documentIds, folderIds, actorIds }, '') }
}

function listOf(text: string | undefined): string[] | undefined {
  return text
    ?.split(',')
    .map((one) => one.trim())
    .filter(Boolean)
}
