import { z } from '@hono/zod-openapi'
import { actorOf } from '@quillwire/core'
import { renameWorkspace } from '@quillwire/core/workspaces/rename-workspace'
import type { Api } from '../api-types.ts'
import { createRoute } from '../create-route.ts'
import { body, done, id, json, problems, text, workspaceRole } from '../schemas.ts'

const membership = z.object({ id, name: z.string(), role: workspaceRole }).openapi('Membership')

const me = createRoute({
  method: 'get',
  path: '/me',
  tags: ['Workspace'],
  operationId: 'getMe',
  summary: 'Get who you are, and in which workspace',
  responses: {
    200: json(
      z
        .object({
          principal: z.object({
            type: z.enum(['user', 'guest', 'api_key', 'integration', 'system']),
            id: id.nullable(),
            name: z.string(),
            email: z.string().optional(),
            image: z.string().nullable().optional(),
            scopes: z.array(z.string()).optional(),
          }),
          workspace: membership.nullable(),
          workspaces: z.array(membership),
        })
        .openapi('Me'),
      'Who asks.',
    ),
    ...problems,
  },
})

const rename = createRoute({
  method: 'patch',
  path: '/workspace',
  tags: ['Workspace'],
  operationId: 'renameWorkspace',
  summary: 'Rename the workspace',
  request: { body: body(z.object({ name: text.min(1, 'Give the workspace a name.').max(100) })) },
  responses: { 204: done, ...problems },
})

export function profileRoutes(app: Api) {
  app.openapi(me, (c) => {
    const { principal, memberships } = c.get('identified')
    const present = (one: (typeof memberships)[number]) => ({
      id: one.workspaceId,
      name: one.workspaceName,
      role: one.role,
    })
    return c.json(
      {
        principal: {
          ...actorOf(principal),
          ...(principal.type === 'user' ? { email: principal.email, image: principal.image } : {}),
          ...(principal.type === 'api_key' ? { scopes: [...principal.scopes] } : {}),
        },
        workspace: principal.type === 'user' && principal.membership ? present(principal.membership) : null,
        workspaces: memberships.map(present),
      },
      200,
    )
  })
  app.openapi(rename, async (c) => {
    await renameWorkspace(c.get('context'), c.req.valid('json'))
    return c.body(null, 204)
  })
}
