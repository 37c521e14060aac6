/**
 * How many bytes a request's body may have, by path. Parsing JSON holds up every other request: twenty megabytes of
 * brackets take ten seconds.
 */
import { tooLarge, unauthenticated } from '@quillwire/core/errors'
import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { ApiEnv } from '../api-types.ts'

const KIB = 1024
const MIB = 1024 * KIB

const limits: readonly { path: RegExp; bytes: number; hint: string }[] = [
  // An image of the largest size, and the form around it.
  { path: /^\/api\/v1\/documents\/[^/]+\/files$/, bytes: 21 * MIB, hint: 'A file may have at most 20 MiB.' },
  // Many programs escape every letter outside ASCII, which makes the text three times as long.
  {
    path: /^\/api\/v1\/documents(\/[^/]+\/content(\/append)?)?$/,
    bytes: 7 * MIB,
    hint: 'Markdown may have at most 2 MiB.',
  },
  // Hooks have a limit of their own. Their log keeps the beginning of a body that exceeds it.
  { path: /^\/api\/v1\/hooks\//, bytes: 21 * MIB, hint: 'Send a link instead.' },
  { path: /^\/api\/auth\//, bytes: 64 * KIB, hint: 'An account needs less.' },
  { path: /^/, bytes: MIB, hint: 'Send less.' },
]

const byPath = limits.map(({ path, bytes, hint }) => ({
  path,
  limit: bodyLimit({
    maxSize: bytes,
    onError: () => {
      const size = bytes < MIB ? `${bytes / KIB} KiB` : `${bytes / MIB} MiB`
      throw tooLarge('body_too_large', `The request is larger than ${size}. ${hint}`)
    },
  }),
}))

export const limitBody: MiddlewareHandler<ApiEnv> = (c, next) => {
  const found = byPath.find(({ path }) => path.test(c.req.path))
  return found ? found.limit(c, next) : next()
}

const limitStranger = bodyLimit({
  maxSize: 64 * KIB,
  onError: () => {
    throw unauthenticated('sign_in_required', 'Sign in, or send an API key, to send more than 64 KiB.')
  },
})

/** A guest without a share link may write next to nothing, and needs little room for it. */
export const limitStrangersBody: MiddlewareHandler<ApiEnv> = (c, next) => {
  const { principal } = c.get('context')
  const stranger = principal.type === 'guest' && principal.shareLinkIds.length === 0
  return stranger ? limitStranger(c, next) : next()
}
