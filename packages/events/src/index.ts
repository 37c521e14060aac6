export {
  type AnyEventDefinition,
  type EventData,
  type EventEnvelope,
  type EventType,
  envelopeSchema,
  eventDefinition,
  eventDefinitions,
  eventGroups,
  sampleEnvelope,
} from './catalogue.ts'
export { MAX_BLOCK_TEXT_LENGTH, MAX_CHANGED_BLOCKS } from './document-events.ts'
export { type Actor, actorSchema, type DocumentReference, eventId, eventKey } from './envelope.ts'
export { isEventPattern, subscribesTo } from './event-filter.ts'
export { jsonSchemaOf } from './json-schema.ts'
export { documentRoleSchema } from './sharing-events.ts'
export { workspaceRoleSchema } from './workspace-events.ts'
