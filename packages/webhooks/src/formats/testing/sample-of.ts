import {
  type EventData,
  type EventEnvelope,
  type EventType,
  eventDefinition,
  sampleEnvelope,
} from '@quillwire/events'

/** The catalogue's sample of a type, with some of its data replaced. */
export function sampleOf<Type extends EventType>(
  type: Type,
  data: Partial<EventData<Type>> = {},
  envelope: Partial<Pick<EventEnvelope, 'actor' | 'workspace'>> = {},
): EventEnvelope {
  const definition = eventDefinition(type)
  if (!definition) throw new Error(`The catalogue has no ${type}`)
  const sample = sampleEnvelope(definition)
  return { ...sample, ...envelope, data: { ...sample.data, ...data } } as EventEnvelope
}

export const document = {
  id: '01998c3e-52a0-7cc3-9d0e-1f5f6a0a7b11',
  title: 'Launch plan',
  url: 'https://docs.example.com/d/01998c3e-52a0-7cc3-9d0e-1f5f6a0a7b11',
  path: ['Marketing'],
}
