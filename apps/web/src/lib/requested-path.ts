/** The header in which the pages find what was asked for: layouts are not told it by Next.js. */
export const REQUESTED_PATH = 'x-quillwire-path'

/** Where to sign in so that one comes back to what was asked for. */
export function signInFor(requested: string | null): string {
  const url = URL.parse(requested ?? '/', 'http://localhost') ?? new URL('http://localhost')
  // Next.js marks its own requests for a page's parts so.
  url.searchParams.delete('_rsc')
  const path = url.pathname + url.search
  return path === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(path)}`
}
