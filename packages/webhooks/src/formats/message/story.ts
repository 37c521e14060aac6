import type { EventEnvelope, EventType } from '@quillwire/events'
import type { Message } from './message.ts'

/** What is particular to a type of event. */
export interface Story extends Pick<Message, 'title' | 'tone'>, Partial<Pick<Message, 'quote' | 'text'>> {
  changes?: Message['changes']
  moreChanges?: number
  facts?: Message['facts']
  /** Whether the document is gone, so that a link would lead nowhere. */
  gone?: boolean
}

/** Types without a story of their own are told by their title in the catalogue. */
export type Stories = { readonly [Type in EventType]?: (event: EventEnvelope<Type>) => Story }
