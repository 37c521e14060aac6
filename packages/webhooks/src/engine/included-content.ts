/** The whole content of a document, for endpoints that want it with `document.saved`. */
import { loadDocument } from '@quillwire/core/documents/load-document'
import { renderContent } from '@quillwire/core/documents/read-content'
import { DomainError } from '@quillwire/core/errors'
import { type Executor, storableJson } from '@quillwire/database'
import type { EventData, EventEnvelope } from '@quillwire/events'
import type { ClaimedDelivery } from './claimed-delivery.ts'
import { withoutInvisible } from './take-deliveries.ts'

/** The document was closed to the endpoint's owner after the delivery was claimed. It is cancelled. */
export class NoLongerVisible extends Error {}

export interface ContentReader {
  /**
   * The envelope with the content as it is now, where the endpoint asks for it; null where it does not, or where an
   * earlier attempt has already put it in.
   * @throws `NoLongerVisible`
   */
  add(delivery: ClaimedDelivery): Promise<string | null>
}

/** In characters; most receivers would refuse more. */
const MAX_LENGTH = 1_000_000

export function createContentReader(executor: Executor): ContentReader {
  return {
    async add(delivery) {
      const { endpoint, eventType, documentId, envelope, test } = delivery
      const format = endpoint.includeContent
      if (!format || eventType !== 'document.saved' || !documentId || test) return null
      const event = JSON.parse(envelope.toString()) as EventEnvelope<'document.saved'> // stored as it was checked
      if (event.data.content) return null
      const read = await contentNow(executor, documentId, format)
      // The content is newer than the event, and than the claim, at which rights were checked.
      if ((await withoutInvisible(executor, [delivery])).length === 0) throw new NoLongerVisible()
      // A document that was deleted meanwhile passes that check, whoever could read it.
      const content = (await isThere(executor, documentId)) ? read : OF_A_DELETED_DOCUMENT
      // A Y.Doc may hold characters that PostgreSQL cannot store. What is sent is what is stored.
      return storableJson(
        JSON.stringify({ ...event, data: { ...event.data, content: { format, ...content } } }),
      )
    },
  }
}

type Content = NonNullable<EventData<'document.saved'>['content']>
type Read = Pick<Content, 'body' | 'truncated'>

/** The event is sent all the same, or it would hold back that of the deletion. */
const OF_A_DELETED_DOCUMENT: Read = { body: null, truncated: false }

async function contentNow(executor: Executor, documentId: string, format: Content['format']): Promise<Read> {
  try {
    const ydoc = await loadDocument(executor, documentId)
    const text = String(renderContent(ydoc, format))
    ydoc.destroy()
    if (text.length > MAX_LENGTH) return { body: null, truncated: true }
    return { body: format === 'json' ? JSON.parse(text) : text, truncated: false }
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'document_not_found') throw error
    return OF_A_DELETED_DOCUMENT
  }
}

async function isThere(executor: Executor, documentId: string): Promise<boolean> {
  const { rows } = await executor.query('SELECT FROM documents WHERE id = $1::uuid', [documentId])
  return rows.length > 0
}
