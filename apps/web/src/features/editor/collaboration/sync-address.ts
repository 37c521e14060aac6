/**
 * The address of the sync server for one document, `wss://host/collab?document=…&tab=…`. The server does not need the
 * document there: it lets a balancer in front of several servers keep those together who have a document open.
 * @param tab a secret of this page and the server: nothing else identifies a visitor who connects anew.
 */
export function syncAddress(origin: string, documentId: string, tab: string): string {
  return `${origin.replace(/^http/, 'ws')}/collab?document=${documentId}&tab=${tab}`
}

/** The address of a door of the transport over HTTP, beside that of the WebSocket. */
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
