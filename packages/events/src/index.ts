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
export { BLOCK_TEXT_LIMIT, CHANGED_BLOCKS_LIMIT } from './document-events.ts'
export { type Actor, actorSchema, type DocumentReference, eventId, eventKey } from './envelope.ts'
export { isEventPattern, subscribesTo } from './event-filter.ts'
export { documentRoleSchema } from './sharing-events.ts'
export { workspaceRoleSchema } from './workspace-events.ts'
