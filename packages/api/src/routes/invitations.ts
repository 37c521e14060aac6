import { z } from '@hono/zod-openapi'
import { acceptInvitation } from '@quillwire/core/invitations/accept-invitation'
import { createInvitation } from '@quillwire/core/invitations/create-invitation'
import { listInvitations } from '@quillwire/core/invitations/list-invitations'
import { lookUpInvitation } from '@quillwire/core/invitations/look-up-invitation'
import { revokeInvitation } from '@quillwire/core/invitations/revoke-invitation'
import { type Api, wire } from '../api-types.ts'
import { createRoute } from '../create-route.ts'
import {
  body,
  done,
  id,
  idParams,
  json,
  page,
  pageOf,
  problems,
  shortListQuery,
  time,
  workspaceRole,
} from '../schemas.ts'

const tags = ['Invitations']
const token = z.string().min(1).max(200)
const invitation = z
  .object({
    id,
    role: workspaceRole,
    url: z
      .url()
      .nullable()
      .describe(
        'The link to give to people who are to join. Null if the server can no longer read it; it still works.',
      ),
    createdAt: time,
    expiresAt: time,
    uses: z.int().describe('How many people have joined with it.'),
  })
  .openapi('Invitation')
const created = invitation.extend({ url: z.url() }).openapi('NewInvitation')
const destination = z.object({ workspace: z.object({ id, name: z.string() }), role: workspaceRole })

const all = createRoute({
  method: 'get',
  path: '/invitations',
  tags,
  operationId: 'listInvitations',
  summary: 'List the invitations that work',
  request: { query: shortListQuery },
  responses: { 200: json(page(invitation), 'Newest first.'), ...problems },
})

const create = createRoute({
  method: 'post',
  path: '/invitations',
  tags,
  operationId: 'createInvitation',
  summary: 'Make an invitation link',
  request: {
    body: body(
      z.object({ role: workspaceRole.default('member'), expiresInDays: z.int().min(1).max(365).optional() }),
    ),
  },
  responses: { 201: json(created, 'Made.'), ...problems },
})

const revoke = createRoute({
  method: 'delete',
  path: '/invitations/{id}',
  tags,
  operationId: 'revokeInvitation',
  summary: 'Revoke an invitation',
  request: { params: idParams },
  responses: { 204: done, ...problems },
})

const lookUp = createRoute({
  method: 'get',
  path: '/invitations/lookup',
  tags,
  operationId: 'lookUpInvitation',
  summary: 'See where an invitation leads',
  security: [],
  request: { query: z.object({ token }) },
  responses: { 200: json(destination, 'Where it leads.'), ...problems },
})

const accept = createRoute({
  method: 'post',
  path: '/invitations/accept',
  tags,
  operationId: 'acceptInvitation',
  summary: 'Join with an invitation',
  request: { body: body(z.object({ token })) },
  responses: { 200: json(destination, 'Joined.'), ...problems },
})

export function invitationRoutes(app: Api) {
  app.openapi(all, async (c) =>
    c.json(
      pageOf(wire(await listInvitations(c.get('context'))), c.req.valid('query'), ({ id }) => id),
      200,
    ),
  )
  app.openapi(create, async (c) =>
    c.json(wire(await createInvitation(c.get('context'), c.req.valid('json'))), 201),
  )
  app.openapi(lookUp, async (c) => {
    return c.json(present(await lookUpInvitation(c.get('context').database, c.req.valid('query').token)), 200)
  })
  app.openapi(accept, async (c) =>
    c.json(present(await acceptInvitation(c.get('context'), c.req.valid('json'))), 200),
  )
  app.openapi(revoke, async (c) => {
    await revokeInvitation(c.get('context'), c.req.valid('param'))
    return c.body(null, 204)
  })
}

function present({ workspaceId, workspaceName, role }: Awaited<ReturnType<typeof acceptInvitation>>) {
  return { workspace: { id: workspaceId, name: workspaceName }, role }
}
