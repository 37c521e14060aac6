/** Objects that take the names they declare and no others: a misspelt one would be left out without a word. */
import { z } from '@hono/zod-openapi'

/** What is said of a name that is none. */
export function unknownName(known: readonly string[]): string {
  return `is not known here. There ${known.length > 0 ? `are: ${[...known].sort().join(', ')}` : 'are none'}`
}

/** The same object, closed. Its error stands for each name that is none: `validationProblem` tells them apart. */
export function closedObject<Schema extends z.ZodObject>(schema: Schema): Schema {
  return schema.clone({
    ...schema.def,
    catchall: z.never(),
    error: (issue: z.core.$ZodRawIssue) =>
      issue.code === 'unrecognized_keys' ? unknownName(Object.keys(schema.shape)) : undefined,
  })
}
