/**
 * SQL for how an endpoint is called in documents and events: of one without a name only the host, since the rest of a
 * webhook's URL is often its secret.
 */
export const ENDPOINT_NAME = `coalesce(nullif(description, ''), substring(url FROM '://([^/?#]+)'))`
