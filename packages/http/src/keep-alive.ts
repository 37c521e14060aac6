/**
 * For so long a connection may be quiet and is used again: longer than reverse proxies keep theirs (Caddy two minutes), so
 * that they close first. Where both do at once, a request gets lost that no proxy may repeat.
 */
export const KEEP_ALIVE_MS = 130_000
