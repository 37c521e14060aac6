import { type EventEnvelope, eventDefinition } from '@quillwire/events'
import { isRecord } from '../../is-record.ts'
import type { Story } from './story.ts'
import { capital, facts, titled, who } from './wording.ts'

const MAX_FACTS = 6
/** What the rest of the message says already. */
const TOLD_ELSEWHERE = new Set(['document', 'thread', 'comment'])

/** The story of a type that has none of its own: its title in the catalogue, and the plain values of its data. */
export function untoldStory({ type, actor, data }: EventEnvelope): Story {
  const held: Record<string, unknown> = data
  const title = textAt(held, 'document', 'title')
  const subject = title === null ? '' : `: ${titled(title)}`
  return {
    title: `${nameOf(type)}${subject} (${who(actor)})`,
    tone: 'neutral',
    quote: textAt(held, 'thread', 'quote'),
    text: textAt(held, 'comment', 'body') ?? textAt(held, 'message', 'body'),
    facts: facts(plainValues(held)).slice(0, MAX_FACTS),
  }
}

function nameOf(type: string): string {
  return eventDefinition(type)?.title ?? words(type)
}

function plainValues(data: Record<string, unknown>): [string, string][] {
  return Object.entries(data)
    .filter(([key]) => !TOLD_ELSEWHERE.has(key))
    .flatMap(([key, value]): [string, string][] =>
      isRecord(value)
        ? Object.entries(value).map(([inner, held]) => [`${key} ${inner}`, plain(inner, held)])
        : [[key, plain(key, value)]],
    )
    .map(([key, value]) => [words(key), value])
}

/** Ids and addresses are for programs. */
function plain(key: string, value: unknown): string {
  if (/^(id|url)$|[a-z](Id|Url)$/.test(key)) return ''
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : ''
}

function textAt(data: Record<string, unknown>, key: string, inner: string): string | null {
  const value = data[key]
  const text = isRecord(value) ? value[inner] : undefined
  return typeof text === 'string' ? text : null
}

/** `share_link.created` and `previousTitle` as words. */
function words(name: string): string {
  return capital(name.replace(/(?<=[a-z])(?=[A-Z])|[._]/g, ' ').toLowerCase())
}
