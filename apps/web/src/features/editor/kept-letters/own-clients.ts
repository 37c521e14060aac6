import type * as Y from 'yjs'

/** So many reloads of one tab are remembered. */
const RELOADS = 20

/**
 * The client ids by which this tab writes and has written in the document: a reload has a new one, and what was written
 * offline before it is one's own no less. Another tab's are not among them: each letter is kept by one page alone.
 */
export function ownClients(documentId: string, ydoc: Y.Doc): ReadonlySet<number> {
  const key = `quillwire.writer.${documentId}`
  const before = (sessionStorage.getItem(key) ?? '').split(',').filter(Boolean).map(Number)
  const clients = [...before.slice(-RELOADS), ydoc.clientID]
  sessionStorage.setItem(key, clients.join(','))
  return new Set(clients)
}
