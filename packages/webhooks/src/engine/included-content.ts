/** The whole content of a document, for endpoints that want it with `document.saved`. */
import { loadDocument } from '@quillwire/core/documents/load-document'
import { renderContent } from '@quillwire/core/documents/read-content'
import type { Executor } from '@quillwire/database'
import type { EventEnvelope } from '@quillwire/events'
import type { ClaimedDelivery } from './claimed-delivery.ts'

export interface ContentReader {
  /**
   * The envelope with the content as it is now, where the endpoint asks for it; null where it does not, or where an
   * attempt before put it in already.
   */
  add(delivery: ClaimedDelivery): Promise<string | null>
}

/** Characters; more would be refused by most receivers. */
const LONGEST = 1_000_000

export function createContentReader(executor: Executor): ContentReader {
  return {
    async add({ endpoint, eventType, documentId, envelope, test }) {
      const format = endpoint.includeContent
      if (!format || eventType !== 'document.saved' || !documentId || test) return null
      const event = JSON.parse(envelope.toString()) as EventEnvelope<'document.saved'> // stored as it was checked
      if (event.data.content) return null
      const ydoc = await loadDocument(executor, documentId)
      const text = String(renderContent(ydoc, format))
      ydoc.destroy()
      const truncated = text.length > LONGEST
      const body: unknown = truncated ? null : format === 'json' ? JSON.parse(text) : text
      return JSON.stringify({ ...event, data: { ...event.data, content: { format, body, truncated } } })
    },
  }
}
