/** How callers name events: by types, and by patterns of types. */
import { type AnyEventDefinition, eventDefinition, isEventPattern } from '@quillwire/events'
import { invalid } from '../errors.ts'

/**
 * The patterns (`comment.created`, `comment.*`, `*`) without duplicates.
 *
 * @param field of the request, for the error
 * @throws `event_type_unknown` when one of them matches no event.
 */
export function checkEventPatterns(patterns: readonly string[], field: string): string[] {
  const unknown = patterns.find((pattern) => !isEventPattern(pattern))
  if (unknown !== undefined) throw eventTypeUnknown(unknown, field, '; comment.* and * work too')
  return [...new Set(patterns)]
}

/** @throws `event_type_unknown` */
export function requireEventDefinition(type: string, field: string): AnyEventDefinition {
  const definition = eventDefinition(type)
  if (!definition) throw eventTypeUnknown(type, field)
  return definition
}

function eventTypeUnknown(type: string, field: string, more = '') {
  return invalid(
    'event_type_unknown',
    `There is no event “${type.slice(0, 60)}”. GET /api/v1/event-types lists them${more}.`,
    { field },
  )
}
