/**
 * SQL for the name of an endpoint in documents and events. One without a name is called by its host alone, since the
 * rest of a webhook's URL is often its secret.
 */
export const ENDPOINT_NAME = `coalesce(nullif(description, ''), substring(url FROM '://([^/?#]+)'))`
