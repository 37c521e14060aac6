import { z } from '@hono/zod-openapi'
import { countLeftBehind } from '@quillwire/core/leaving/count-left-behind'
import { changeMemberRole } from '@quillwire/core/workspaces/change-member-role'
import { listMembers } from '@quillwire/core/workspaces/list-members'
import { removeMember } from '@quillwire/core/workspaces/remove-member'
import { type Api, wire } from '../api-types.ts'
import { createRoute } from '../create-route.ts'
import {
  body,
  done,
  flag,
  id,
  json,
  page,
  pageOf,
  person,
  problems,
  shortListQuery,
  time,
  workspaceRole,
} from '../schemas.ts'

const tags = ['Members']
const params = z.object({ userId: id })
const member = z.object({ user: person, role: workspaceRole, joinedAt: time }).openapi('Member')

const all = createRoute({
  method: 'get',
  path: '/members',
  tags,
  operationId: 'listMembers',
  summary: 'List the members',
  request: { query: shortListQuery },
  responses: { 200: json(page(member), 'Everyone in the workspace.'), ...problems },
})

const change = createRoute({
  method: 'patch',
  path: '/members/{userId}',
  tags,
  operationId: 'changeMemberRole',
  summary: 'Change a member’s role',
  request: { params, body: body(z.object({ role: workspaceRole })) },
  responses: { 204: done, ...problems },
})

const remove = createRoute({
  method: 'delete',
  path: '/members/{userId}',
  tags,
  operationId: 'removeMember',
  summary: 'Remove a member',
  description:
    'Their API keys end, and so do share links that they made, unless these are kept. Their webhook endpoints and ' +
    'incoming hooks stop until an admin takes them over, and documents that nobody else could edit go to an owner.',
  request: {
    params,
    query: z.object({
      keepShareLinks: flag
        .optional()
        .describe('`true`: share links that they made go on. Not possible when you remove yourself.'),
    }),
  },
  responses: { 204: done, ...problems },
})

const leftBehind = createRoute({
  method: 'get',
  path: '/members/{userId}/left-behind',
  tags,
  operationId: 'countLeftBehind',
  summary: 'See what would end with a member',
  description: 'How many of each end, stop or go to somebody else if they are removed or given the role.',
  request: {
    params,
    query: z.object({ role: workspaceRole.optional().describe('If left out, they are removed.') }),
  },
  responses: {
    200: json(
      z
        .object({
          apiKeys: z.int().describe('End, and can be renewed.'),
          webhookEndpoints: z.int().describe('Are disabled, until an admin enables them.'),
          incomingHooks: z.int().describe('Write nothing, until an admin takes them over.'),
          invitations: z.int().describe('Open invitation links that they know: they end.'),
          shareLinks: z.int().describe('That they or their keys made: they end, unless they are kept.'),
          documents: z.int().describe('That nobody else can edit: they go to an owner of the workspace.'),
        })
        .openapi('LeftBehind'),
      'How many.',
    ),
    ...problems,
  },
})

export function memberRoutes(app: Api) {
  app.openapi(all, async (c) =>
    c.json(
      pageOf(wire(await listMembers(c.get('context'))), c.req.valid('query'), ({ user }) => user.id),
      200,
    ),
  )
  app.openapi(change, async (c) => {
    await changeMemberRole(c.get('context'), { ...c.req.valid('param'), ...c.req.valid('json') })
    return c.body(null, 204)
  })
  app.openapi(remove, async (c) => {
    await removeMember(c.get('context'), { ...c.req.valid('param'), ...c.req.valid('query') })
    return c.body(null, 204)
  })
  app.openapi(leftBehind, async (c) =>
    c.json(
      await countLeftBehind(c.get('context'), { ...c.req.valid('param'), ...c.req.valid('query') }),
      200,
    ),
  )
}
