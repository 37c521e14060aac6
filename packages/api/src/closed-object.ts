/** Objects that accept only the names they declare: a misspelt name would otherwise be ignored in silence. */
import { z } from '@hono/zod-openapi'

/** The error for a name that the object does not have. */
export function unknownName(known: readonly string[]): string {
  return `is not known here. ${known.length > 0 ? `The known names are ${[...known].sort().join(', ')}` : 'No names are known'}`
}

/** The same object, closed. It reports all unknown names as one issue, which `validationProblem` splits by name. */
export function closedObject<Schema extends z.ZodObject>(schema: Schema): Schema {
  return schema.clone({
    ...schema.def,
    catchall: z.never(),
    error: (issue: z.core.$ZodRawIssue) =>
      issue.code === 'unrecognized_keys' ? unknownName(Object.keys(schema.shape)) : undefined,
  })
}
