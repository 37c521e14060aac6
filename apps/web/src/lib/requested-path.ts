/** The header that tells pages the requested path: Next.js does not give it to layouts. */
export const REQUESTED_PATH = 'x-quillwire-path'

/** The parameter that Next.js adds to its own requests for parts of a page. */
const PART = '_rsc'

/** Whether a browser requested the whole page, and not one of our pages a part to show. */
export function isWholePage(requested: string | null): boolean {
  return !urlOf(requested).searchParams.has(PART)
}

/** The address to sign in at that leads back to the requested page. */
export function signInFor(requested: string | null): string {
  const url = urlOf(requested)
  url.searchParams.delete(PART)
  const path = url.pathname + url.search
  return path === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(path)}`
}

function urlOf(requested: string | null): URL {
  return URL.parse(requested ?? '/', 'http://localhost') ?? new URL('http://localhost')
}
