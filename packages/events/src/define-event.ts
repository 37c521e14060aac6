import type { z } from 'zod'

/**
 * One entry of the catalogue. The schema validates what is recorded; the title, the sentence and the sample
 * are what admins see when they choose events and what the OpenAPI document and test deliveries show.
 */
export interface EventDefinition<Type extends string, Data extends z.ZodType> {
  readonly type: Type
  readonly title: string
  /** One sentence: when it happens. */
  readonly description: string
  readonly data: Data
  /** A realistic example; a test holds it to the schema. */
  readonly sample: z.input<Data>
}

export function defineEvent<const Type extends string, Data extends z.ZodType>(
  definition: EventDefinition<Type, Data>,
): EventDefinition<Type, Data> {
  return definition
}
