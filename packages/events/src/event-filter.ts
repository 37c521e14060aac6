import { eventDefinitions } from './catalogue.ts'

/**
 * Whether a subscription to these patterns takes an event of this type. A pattern is a type
 * (`comment.created`), a resource (`comment.*`) or everything (`*`).
 */
export function subscribesTo(patterns: readonly string[], type: string): boolean {
  const resource = `${type.slice(0, type.indexOf('.'))}.*`
  return patterns.some((pattern) => pattern === '*' || pattern === type || pattern === resource)
}

/** Whether the catalogue has at least one event for this pattern. */
export function isEventPattern(pattern: string): boolean {
  return pattern === '*' || eventDefinitions.some(({ type }) => subscribesTo([pattern], type))
}
