import { type Context, requireWorkspace } from '@quillwire/core'
import { checkCursor } from '../check-cursor.ts'
import { type EndpointView, endpointRows, presentEndpoint } from './endpoint-view.ts'

export interface ListEndpointsInput {
  /** `nextCursor` of the page before. */
  cursor?: string | undefined
  /** All of them where it is missing: there are a few hundred at most. */
  limit?: number | undefined
}

/** The endpoints of the workspace, oldest first: ids are in the order of time. */
export async function listEndpoints(
  context: Context,
  { cursor, limit }: ListEndpointsInput = {},
): Promise<{ items: EndpointView[]; nextCursor: string | null }> {
  const workspaceId = requireWorkspace(context.principal, 'manage_integrations')
  checkCursor(cursor)
  const most = limit === undefined ? undefined : limit + 1
  const rows = await endpointRows(context.database, workspaceId, { after: cursor, most })
  const items = rows.slice(0, limit).map((row) => presentEndpoint(context.seal, row))
  return { items, nextCursor: rows.length > items.length ? (items.at(-1)?.id ?? null) : null }
}
