/** The header in which the pages find what was asked for: layouts are not told it by Next.js. */
export const REQUESTED_PATH = 'x-quillwire-path'

/** What Next.js adds to its own requests for a page's parts. */
const PART = '_rsc'

/** Whether a page was asked for as a browser does, and not by a page of ours that will show what comes of it. */
export function isWholePage(requested: string | null): boolean {
  return !urlOf(requested).searchParams.has(PART)
}

/** Where to sign in so that one comes back to what was asked for. */
export function signInFor(requested: string | null): string {
  const url = urlOf(requested)
  url.searchParams.delete(PART)
  const path = url.pathname + url.search
  return path === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(path)}`
}

function urlOf(requested: string | null): URL {
  return URL.parse(requested ?? '/', 'http://localhost') ?? new URL('http://localhost')
}
