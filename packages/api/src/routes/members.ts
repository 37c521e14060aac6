import { z } from '@hono/zod-openapi'
import { changeMemberRole } from '@quillwire/core/workspaces/change-member-role'
import { listMembers } from '@quillwire/core/workspaces/list-members'
import { removeMember } from '@quillwire/core/workspaces/remove-member'
import { type Api, wire } from '../api-types.ts'
import { createRoute } from '../create-route.ts'
import {
  body,
  done,
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
  request: { params },
  responses: { 204: done, ...problems },
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
    await removeMember(c.get('context'), c.req.valid('param'))
    return c.body(null, 204)
  })
}
