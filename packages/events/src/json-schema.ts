import { z } from 'zod'

/**
 * The JSON Schema of what is sent, for those who receive it. It lets names through that it does not know: fields are
 * added to events, and a receiver that checks them is not to refuse what is new.
 */
export function jsonSchemaOf(schema: z.ZodType) {
  // By zod's own words for what comes in: of what goes out it would say that nothing else is in it.
  return z.toJSONSchema(schema, { io: 'input' })
}
