/**
 * Bytes that a request's body may have, by what is sent there. Whoever reads JSON holds up everybody else meanwhile: of
 * twenty megabytes of brackets for ten seconds.
 */
import { tooLarge, unauthenticated } from '@quillwire/core/errors'
import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { ApiEnv } from '../api-types.ts'

const KIB = 1024
const MIB = 1024 * KIB

const limits: readonly { path: RegExp; bytes: number; hint: string }[] = [
  // An image of the largest size, and its frame.
  { path: /^\/api\/v1\/documents\/[^/]+\/files$/, bytes: 21 * MIB, hint: 'A file may have at most 20 MiB.' },
  // Many programs escape each letter that is not ASCII, which makes three times as many bytes of it.
  {
    path: /^\/api\/v1\/documents(\/[^/]+\/content(\/append)?)?$/,
    bytes: 7 * MIB,
    hint: 'Markdown may have at most 2 MiB.',
  },
  // Hooks have a limit of their own, and keep the beginning of what is beyond it for their log.
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
    throw unauthenticated('sign_in_required', 'Sign in, or send an API key, to send as much.')
  },
})

/** Who is nobody in particular may write next to nothing, and needs little for it. */
export const limitStrangersBody: MiddlewareHandler<ApiEnv> = (c, next) => {
  const { principal } = c.get('context')
  const stranger = principal.type === 'guest' && principal.shareLinkIds.length === 0
  return stranger ? limitStranger(c, next) : next()
}
