import type { DocumentReference, EventEnvelope } from '@quillwire/events'
import { cleanText } from '../text/clean.ts'
import { fit } from '../text/fit.ts'
import { httpUrl } from '../text/http-url.ts'
import { commentStories } from './comment-stories.ts'
import { documentStories } from './document-stories.ts'
import { integrationStories } from './integration-stories.ts'
import type { Message } from './message.ts'
import { peopleStories } from './people-stories.ts'
import type { Stories, Story } from './story.ts'
import { untoldStory } from './untold-story.ts'
import { named, titled } from './wording.ts'

const QUOTE = { characters: 300, lines: 5 }
const TEXT = { characters: 2000, lines: 20 }
const MAX_PLACE_LENGTH = 200

const stories: Stories = {
  ...documentStories,
  ...commentStories,
  ...peopleStories,
  ...integrationStories,
}

/** The event as people read it, whatever its type. */
export function toMessage(envelope: EventEnvelope): Message {
  // The story under a type takes events of just that type.
  const tell = stories[envelope.type] as ((event: EventEnvelope) => Story) | undefined
  const story = tell?.(envelope) ?? untoldStory(envelope)
  const document = documentOf(envelope)
  const url = document && !story.gone ? httpUrl(document.url) : null
  return {
    title: story.title,
    tone: story.tone,
    quote: shown(story.quote, QUOTE),
    text: shown(story.text, TEXT),
    changes: story.changes ?? [],
    moreChanges: story.moreChanges ?? 0,
    facts: story.facts ?? [],
    link: url === null ? null : { label: 'Open the document', url },
    place: placeOf(envelope.workspace.name, document),
    timestamp: envelope.timestamp,
  }
}

function documentOf({ data }: EventEnvelope): DocumentReference | null {
  return 'document' in data ? data.document : null
}

function placeOf(workspace: string, document: DocumentReference | null): string {
  const path = (document?.path ?? []).map(titled)
  return fit([named(workspace, 60) || 'Quillwire', ...path].join(' / '), MAX_PLACE_LENGTH)
}

function shown(text: string | null | undefined, most: typeof TEXT): string | null {
  const lines = cleanText(text ?? '').split('\n')
  const beginning = lines.slice(0, most.lines).join('\n').trimEnd()
  return fit(lines.length > most.lines ? `${beginning}\n…` : beginning, most.characters) || null
}
