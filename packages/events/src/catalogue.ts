/**
 * Everything that Quillwire can report, declared once. Validation, the JSON Schema of each payload, the
 * `webhooks` section of the OpenAPI document, the check boxes of the admin pages, test deliveries and the
 * documentation are derived from these definitions.
 */
import { z } from 'zod'
import { commentEvents } from './comment-events.ts'
import { documentEvents } from './document-events.ts'
import { actorSchema, workspaceReferenceSchema } from './envelope.ts'
import { fileEvents } from './file-events.ts'
import { operationalEvents } from './operational-events.ts'
import { sampleActor } from './samples.ts'
import { sharingEvents } from './sharing-events.ts'
import { taskEvents } from './task-events.ts'
import { workspaceEvents } from './workspace-events.ts'

/** The catalogue, in the groups that people choose from. */
export const eventGroups = [
  { id: 'documents', title: 'Documents', events: documentEvents },
  { id: 'comments', title: 'Comments', events: commentEvents },
  { id: 'tasks', title: 'Tasks', events: taskEvents },
  { id: 'sharing', title: 'Sharing', events: sharingEvents },
  { id: 'files', title: 'Files', events: fileEvents },
  { id: 'workspace', title: 'Workspace', events: workspaceEvents },
  { id: 'operational', title: 'Integrations', events: operationalEvents },
] as const

export type AnyEventDefinition = (typeof eventGroups)[number]['events'][number]
export type EventType = AnyEventDefinition['type']
type DefinitionOf<Type extends EventType> = Extract<AnyEventDefinition, { type: Type }>
export type EventData<Type extends EventType> = z.infer<DefinitionOf<Type>['data']>

export const eventDefinitions: readonly AnyEventDefinition[] = eventGroups.flatMap((group) => [
  ...group.events,
])

const byType = new Map<string, AnyEventDefinition>(
  eventDefinitions.map((definition) => [definition.type, definition]),
)

/** The definition of a type, or undefined when the catalogue has none. */
export function eventDefinition(type: string): AnyEventDefinition | undefined {
  return byType.get(type)
}

/** An event as it is sent over the wire. */
export interface EventEnvelope<Type extends EventType = EventType> {
  id: string
  type: Type
  timestamp: string
  workspace: { id: string; name: string }
  actor: z.infer<typeof actorSchema>
  data: EventData<Type>
}

/** The zod schema of the whole envelope of one type. */
export function envelopeSchema(definition: AnyEventDefinition) {
  return z.object({
    id: z
      .string()
      .regex(/^evt_[0-9a-f]{32}$/)
      .describe('The same for every delivery of this event.'),
    type: z.literal(definition.type),
    timestamp: z.iso.datetime().describe('When it happened.'),
    workspace: workspaceReferenceSchema,
    actor: actorSchema,
    data: definition.data,
  })
}

/** A realistic example of the whole envelope of one type. */
export function sampleEnvelope(definition: AnyEventDefinition): EventEnvelope {
  return {
    id: 'evt_01998c3f01c87d208c1192e4f6a8b010',
    type: definition.type,
    timestamp: '2026-11-20T22:30:00.000Z',
    workspace: { id: '01998c3e-0000-7000-8000-000000000001', name: 'Lind & Weber' },
    actor: sampleActor,
    data: definition.sample as EventEnvelope['data'], // a test parses every sample with its schema
  }
}
