import type { EventEnvelope } from '@quillwire/events'
import { type Rendered, renderedJson } from './rendered.ts'
import { cleanLine } from './text/clean.ts'

/**
 * CloudEvents 1.0 in structured mode: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md.
 * `data` is what the catalogue says of the type; workspace and actor, which stand beside it in our own envelope, become
 * extension attributes. `source` is the same for all events of a workspace, whether they are about a document or not.
 */
export function renderCloudEvent(envelope: EventEnvelope): Rendered {
  const { id, type, timestamp, workspace, actor, data } = envelope
  const event = {
    specversion: '1.0',
    id,
    source: `urn:quillwire:workspace:${workspace.id}`,
    type: `com.quillwire.${type}`,
    time: timestamp,
    ...('document' in data && { subject: data.document.id }),
    workspaceid: workspace.id,
    ...attribute('workspacename', workspace.name),
    actortype: actor.type,
    ...(actor.id !== null && { actorid: actor.id }),
    ...attribute('actorname', actor.name),
    datacontenttype: 'application/json',
    data,
  }
  return renderedJson(event, 'application/cloudevents+json')
}

/** Attributes are strings without control characters or noncharacters. An empty one is left out. */
function attribute(name: string, text: string): Record<string, string> {
  const value = cleanLine(text.replaceAll(/\p{Noncharacter_Code_Point}/gu, ''))
  return value === '' ? {} : { [name]: value }
}
