import { z } from '@hono/zod-openapi'
import { listAccess } from '@quillwire/core/sharing/list-access'
import { setGeneralAccess } from '@quillwire/core/sharing/set-general-access'
import { shareWithPerson } from '@quillwire/core/sharing/share-with-person'
import { unshareWithPerson } from '@quillwire/core/sharing/unshare-with-person'
import type { Api } from '../api-types.ts'
import { createRoute } from '../create-route.ts'
import {
  body,
  documentRole,
  done,
  grantableRole,
  id,
  idParams,
  json,
  page,
  pageOf,
  person,
  problems,
  shortListQuery,
} from '../schemas.ts'

const tags = ['Sharing']
const path = '/documents/{id}/access'

const all = createRoute({
  method: 'get',
  path,
  tags,
  operationId: 'listAccess',
  summary: 'See who has access',
  request: { params: idParams, query: shortListQuery },
  responses: {
    200: json(
      page(
        z.object({
          user: person.extend({
            email: z.string().nullable().describe('Null if you may not see the members.'),
          }),
          role: documentRole,
          source: z.enum(['creator', 'grant', 'workspace']),
        }),
      ).extend({ generalAccess: documentRole.nullable() }),
      'Who has which role, and why.',
    ),
    ...problems,
  },
})

const give = createRoute({
  method: 'post',
  path,
  tags,
  operationId: 'shareWithPerson',
  summary: 'Give a person a role, or another one',
  request: { params: idParams, body: body(z.object({ userId: id, role: grantableRole })) },
  responses: { 204: done, ...problems },
})

const general = createRoute({
  method: 'patch',
  path,
  tags,
  operationId: 'setGeneralAccess',
  summary: 'Set what everyone in the workspace may do',
  request: { params: idParams, body: body(z.object({ generalAccess: grantableRole.nullable() })) },
  responses: { 204: done, ...problems },
})

const take = createRoute({
  method: 'delete',
  path: `${path}/{userId}`,
  tags,
  operationId: 'unshareWithPerson',
  summary: 'Take a person’s role',
  request: { params: idParams.extend({ userId: id }) },
  responses: { 204: done, ...problems },
})

export function sharingRoutes(app: Api) {
  app.openapi(all, async (c) => {
    const { generalAccess, items } = await listAccess(c.get('context'), {
      documentId: c.req.valid('param').id,
    })
    return c.json({ generalAccess, ...pageOf(items, c.req.valid('query'), ({ user }) => user.id) }, 200)
  })
  app.openapi(give, async (c) => {
    await shareWithPerson(c.get('context'), { documentId: c.req.valid('param').id, ...c.req.valid('json') })
    return c.body(null, 204)
  })
  app.openapi(general, async (c) => {
    const { generalAccess } = c.req.valid('json')
    await setGeneralAccess(c.get('context'), { documentId: c.req.valid('param').id, role: generalAccess })
    return c.body(null, 204)
  })
  app.openapi(take, async (c) => {
    const { id: documentId, userId } = c.req.valid('param')
    await unshareWithPerson(c.get('context'), { documentId, userId })
    return c.body(null, 204)
  })
}
