/**
 * An event as people read it, before any vendor's markup. All text is clean: no control characters, nothing blank,
 * short enough for a chat. Nothing is escaped yet.
 */
export interface Message {
  /** Who did what to which document, without a full stop. */
  title: string
  tone: Tone
  /** The part of the document that it is about. */
  quote: string | null
  /** What somebody wrote: a comment, a task. May have several lines. */
  text: string | null
  changes: readonly Change[]
  /** How many changes are not among `changes`. */
  moreChanges: number
  facts: readonly Fact[]
  link: { label: string; url: string } | null
  /** The workspace and the documents above this one. */
  place: string
  /** ISO 8601. */
  timestamp: string
}

/** The kind of event, which decides its colour. */
export type Tone = 'added' | 'changed' | 'removed' | 'done' | 'attention' | 'neutral'

export interface Change {
  label: 'Added' | 'Changed' | 'Removed'
  before: string | null
  after: string | null
}

/** A label of ours and a value on one line. */
export interface Fact {
  label: string
  value: string
}

export const toneColors: Record<Tone, string> = {
  added: '#2f9e44',
  changed: '#1c7ed6',
  removed: '#e03131',
  done: '#7048e8',
  attention: '#f08c00',
  neutral: '#868e96',
}
