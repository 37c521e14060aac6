import { z } from 'zod'

/**
 * The JSON Schema of what is sent, for receivers. It allows unknown fields: fields are added to events later, and a
 * receiver that validates must not reject new ones.
 */
export function jsonSchemaOf(schema: z.ZodType) {
  // zod's schema for input allows unknown fields; its schema for output would forbid them.
  return z.toJSONSchema(schema, { io: 'input' })
}
