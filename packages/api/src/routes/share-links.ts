import { z } from '@hono/zod-openapi'
import { readCookies, SHARE_COOKIE, VISITOR_COOKIE } from '@quillwire/core/identity/find-principal'
import { createShareLink } from '@quillwire/core/sharing/create-share-link'
import { listShareLinks } from '@quillwire/core/sharing/list-share-links'
import { openShareLink } from '@quillwire/core/sharing/open-share-link'
import { revokeShareLink } from '@quillwire/core/sharing/revoke-share-link'
import { updateShareLink } from '@quillwire/core/sharing/update-share-link'
import { newId } from '@quillwire/database'
import { setCookie } from 'hono/cookie'
import { type Api, wire } from '../api-types.ts'
import { createRoute } from '../create-route.ts'
import {
  body,
  documentRole,
  done,
  givenTime,
  grantableRole,
  id,
  idParams,
  json,
  maker,
  page,
  pageOf,
  problems,
  shortListQuery,
  time,
} from '../schemas.ts'

const tags = ['Share links']
const path = '/documents/{id}/share-links'
const params = idParams.extend({ linkId: id })
const link = z
  .object({
    id,
    role: documentRole,
    url: z.url().nullable().describe('Null if the server can no longer read it; it still works.'),
    createdBy: maker.describe('Null if not known.'),
    createdAt: time,
    expiresAt: time.nullable(),
  })
  .openapi('ShareLink')
const created = link.extend({ url: z.url() }).openapi('NewShareLink')
const expiresAt = givenTime.nullable().optional().describe('When it ends; null: never.')

const all = createRoute({
  method: 'get',
  path,
  tags,
  operationId: 'listShareLinks',
  summary: 'List the share links',
  request: { params: idParams, query: shortListQuery },
  responses: { 200: json(page(link), 'Those that work.'), ...problems },
})

const create = createRoute({
  method: 'post',
  path,
  tags,
  operationId: 'createShareLink',
  summary: 'Make a share link',
  request: { params: idParams, body: body(z.object({ role: grantableRole, expiresAt })) },
  responses: { 201: json(created, 'Made.'), ...problems },
})

const update = createRoute({
  method: 'patch',
  path: `${path}/{linkId}`,
  tags,
  operationId: 'changeShareLink',
  summary: 'Change a share link',
  request: { params, body: body(z.object({ role: grantableRole.optional(), expiresAt })) },
  responses: { 200: json(link, 'Changed.'), ...problems },
})

const revoke = createRoute({
  method: 'delete',
  path: `${path}/{linkId}`,
  tags,
  operationId: 'revokeShareLink',
  summary: 'Revoke a share link',
  request: { params },
  responses: { 204: done, ...problems },
})

const open = createRoute({
  method: 'post',
  path: '/share-links/open',
  tags,
  operationId: 'openShareLink',
  summary: 'Open a share link',
  description: 'Sets a cookie by which this browser may use the document.',
  security: [],
  request: { body: body(z.object({ token: z.string().min(1).max(200) })) },
  responses: { 200: json(z.object({ documentId: id }), 'The document it leads to.'), ...problems },
})

/** How many links one browser remembers. The oldest are dropped first: a cookie has a size limit. */
const REMEMBERED = 40
const YEAR_S = 31_536_000

export function shareLinkRoutes(app: Api) {
  app.openapi(all, async (c) =>
    c.json(
      pageOf(
        wire(await listShareLinks(c.get('context'), { documentId: c.req.valid('param').id })),
        c.req.valid('query'),
        ({ id }) => id,
      ),
      200,
    ),
  )
  app.openapi(create, async (c) => {
    const input = { documentId: c.req.valid('param').id, ...dated(c.req.valid('json')) }
    return c.json(wire(await createShareLink(c.get('context'), input)), 201)
  })
  app.openapi(update, async (c) => {
    const { id: documentId, linkId } = c.req.valid('param')
    const input = { documentId, id: linkId, ...dated(c.req.valid('json')) }
    return c.json(wire(await updateShareLink(c.get('context'), input)), 200)
  })
  app.openapi(revoke, async (c) => {
    const { id: documentId, linkId } = c.req.valid('param')
    await revokeShareLink(c.get('context'), { documentId, id: linkId })
    return c.body(null, 204)
  })
  app.openapi(open, async (c) => {
    const { token } = c.req.valid('json')
    const context = c.get('context')
    const opened = await openShareLink(context.database, token)
    const cookies = readCookies(c.req.header('cookie') ?? '')
    const known = (cookies.get(SHARE_COOKIE) ?? '').split('.').filter((one) => one && one !== token)
    const options = {
      httpOnly: true,
      secure: context.publicUrl.startsWith('https://'),
      sameSite: 'Lax' as const,
      path: '/',
      maxAge: YEAR_S,
    }
    setCookie(c, SHARE_COOKIE, [...known, token].slice(-REMEMBERED).join('.'), options)
    if (!cookies.has(VISITOR_COOKIE)) setCookie(c, VISITOR_COOKIE, newId(), options)
    return c.json(opened, 200)
  })
}

function dated<Input extends { expiresAt?: string | null | undefined }>({ expiresAt: end, ...rest }: Input) {
  return { ...rest, expiresAt: end ? new Date(end) : (end as null | undefined) } // an empty text is not a time
}
