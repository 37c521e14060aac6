/**
 * Where the sync server is asked for one document, `wss://host/collab?document=…&tab=…`. The server does not need the name
 * there: it is for a balancer before several of them, to keep those together who have a document open.
 * @param tab what nobody but this page and the server knows: a visitor who connects anew has nothing else to be known by.
 */
export function syncAddress(origin: string, documentId: string, tab: string): string {
  return `${origin.replace(/^http/, 'ws')}/collab?document=${documentId}&tab=${tab}`
}

/** The door of the transport over HTTP that stands beside that of the WebSocket. */
export function httpAddress(
  address: string,
  door: 'stream' | 'frames',
  query: Readonly<Record<string, string>> = {},
): string {
  const url = new URL(address.replace(/^ws/, 'http'))
  url.pathname += `/${door}`
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  return url.href
}
