/**
 * How long a quiet connection is kept for the next request: longer than reverse proxies keep theirs (Caddy two
 * minutes), so that they close first. If both close at once, a request may be lost that no proxy may repeat.
 */
export const KEEP_ALIVE_MS = 130_000
