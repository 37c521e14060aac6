import { createHash } from 'node:crypto'
import type { Membership, Principal } from '../access/principal.ts'
import { findApiKey } from '../api-keys/find-api-key.ts'
import type { Services } from '../context.ts'
import { apiKeyInvalid, forbidden, unauthenticated } from '../errors.ts'
import { findShareLinks } from '../sharing/find-share-links.ts'
import type { Auth } from './auth.ts'
import { membershipsOf } from './memberships.ts'

const WORKSPACE_HEADER = 'x-quillwire-workspace'
const WORKSPACE_COOKIE = 'quillwire.workspace'
export const SHARE_COOKIE = 'quillwire.share'
export const VISITOR_COOKIE = 'quillwire.visitor'

/**
 * Headers that are meant as an API key. Treated as anonymous, their sender would be told that the document does not
 * exist. Other schemes belong to the browser and a proxy in front.
 */
const MEANT_AS_KEY = /^(Bearer\b|(\w+\s+)?qw_)/i

export interface Identified {
  principal: Principal
  memberships: Membership[]
  /** Whether cookies identify the principal: then writes have to come from our own pages. */
  byCookie: boolean
}

/**
 * The principal behind a request: an API key, a signed-in person, or a visitor with share links.
 *
 * @throws `api_key_invalid` when an invalid key was sent; `not_in_workspace` when a person names a workspace that is
 * not theirs.
 */
export async function findPrincipal(services: Services, auth: Auth, headers: Headers): Promise<Identified> {
  const authorization = headers.get('authorization') ?? ''
  const [, bearer] = /^Bearer\s+(\S+)$/i.exec(authorization) ?? []
  if (!bearer && MEANT_AS_KEY.test(authorization))
    throw unauthenticated(
      'api_key_invalid',
      'No API key can be read from this request. Send it as: Authorization: Bearer qw_…',
    )
  if (bearer) {
    const principal = await findApiKey(services, bearer)
    if (!principal) throw apiKeyInvalid()
    return { principal, memberships: [], byCookie: false }
  }
  const cookies = readCookies(headers.get('cookie') ?? '')
  const tokens = (cookies.get(SHARE_COOKIE) ?? '').split('.').filter(Boolean)
  const [session, shareLinkIds] = await Promise.all([
    auth.api.getSession({ headers }),
    findShareLinks(services.database, tokens),
  ])
  if (!session) {
    const name = visitorName(cookies.get(VISITOR_COOKIE) ?? '')
    return { principal: { type: 'guest', name, shareLinkIds }, memberships: [], byCookie: true }
  }
  const memberships = await membershipsOf(services, session.user.id)
  const membership = meant(memberships, headers.get(WORKSPACE_HEADER), cookies.get(WORKSPACE_COOKIE))
  const { id, name, email, image } = session.user
  return {
    principal: {
      type: 'user',
      id,
      name,
      email,
      image: image ?? null,
      membership,
      shareLinkIds,
      sessionId: session.session.id,
    },
    memberships,
    byCookie: true,
  }
}

/** The workspace that a request names; otherwise the one last open in the browser, if it is still theirs. */
function meant(memberships: Membership[], named: string | null, lastOpen: string | undefined) {
  const find = (id: string | undefined) => memberships.find(({ workspaceId }) => workspaceId === id)
  if (!named) return find(lastOpen) ?? memberships[0] ?? null
  const membership = find(named.toLowerCase())
  if (membership) return membership
  throw forbidden(
    'not_in_workspace',
    'You are not in the workspace that the header x-quillwire-workspace names. GET /api/v1/me without it lists yours.',
  )
}

export function readCookies(header: string): Map<string, string> {
  return new Map(
    header.split(';').flatMap((part) => {
      const at = part.indexOf('=')
      return at < 0 ? [] : [[part.slice(0, at).trim(), decode(part.slice(at + 1).trim())] as const]
    }),
  )
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

const BIRDS = [
  'Heron',
  'Wren',
  'Plover',
  'Finch',
  'Curlew',
  'Swift',
  'Lark',
  'Osprey',
  'Martin',
  'Tern',
  'Siskin',
  'Dunlin',
]

/** A visitor without an account is named after a bird, the same one as long as the cookie lives. */
function visitorName(visitor: string): string {
  if (!visitor) return 'Guest'
  const first = createHash('sha256').update(visitor).digest()[0] ?? 0
  return `Guest ${BIRDS[first % BIRDS.length]}`
}
