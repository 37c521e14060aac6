import { expect, test } from 'vitest'
import {
  envelopeSchema,
  eventDefinitions,
  eventId,
  eventKey,
  isEventPattern,
  jsonSchemaOf,
  sampleEnvelope,
  subscribesTo,
} from './index.ts'

test.each(eventDefinitions.map((definition) => [definition.type, definition] as const))(
  '%s has a title, a sentence, a JSON Schema and a sample that fits it',
  (_type, definition) => {
    expect(definition.title).not.toBe('')
    expect(definition.description).toMatch(/^[A-Z].*\.$/)
    const schema = envelopeSchema(definition)
    expect(schema.parse(sampleEnvelope(definition))).toEqual(sampleEnvelope(definition))
    expect(jsonSchemaOf(schema)).toMatchObject({ type: 'object' })
  },
)

test('a receiver that validates events by their JSON Schema accepts fields that are added later', () => {
  for (const definition of eventDefinitions)
    expect(JSON.stringify(jsonSchemaOf(envelopeSchema(definition)))).not.toContain('additionalProperties')
})

test('every type is resource.verb and occurs once', () => {
  const types = eventDefinitions.map(({ type }) => type)
  expect(new Set(types).size).toBe(types.length)
  for (const type of types) expect(type).toMatch(/^[a-z_]+\.[a-z_]+$/)
})

test('a subscription takes a type, a resource or everything', () => {
  expect(subscribesTo(['comment.created'], 'comment.created')).toBe(true)
  expect(subscribesTo(['comment.*'], 'comment.deleted')).toBe(true)
  expect(subscribesTo(['*'], 'document.saved')).toBe(true)
  expect(subscribesTo(['comment.*', 'document.created'], 'document.saved')).toBe(false)
  expect(subscribesTo([], 'document.saved')).toBe(false)
})

test('a pattern that matches no event is recognised', () => {
  expect(['*', 'thread.*', 'document.saved'].every(isEventPattern)).toBe(true)
  expect(['document', 'documents.*', 'document.sold', ''].some(isEventPattern)).toBe(false)
})

test('an event id and its key convert into each other', () => {
  const key = '01998c3f-01c8-7d20-8c11-92e4f6a8b010'
  expect(eventKey(eventId(key))).toBe(key)
  expect(eventKey('evt_nonsense')).toBeNull()
})
