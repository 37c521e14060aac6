/** The shapes of requests and answers that more than one route uses. */
import { z } from '@hono/zod-openapi'
import { apiKeyScopes } from '@quillwire/core'
import { cursorInvalid } from '@quillwire/core/errors'
import { actorSchema, documentRoleSchema, workspaceRoleSchema } from '@quillwire/events'
import { PROBLEM_JSON } from '@quillwire/http'
import { unknownName } from './closed-object.ts'
import { problemSchema } from './problem.ts'

export const id = z.uuid('must be one of our ids, a UUID').toLowerCase()
/** Text that people and programs write: well-formed Unicode without U+0000, which PostgreSQL cannot store. */
export const text = z
  .string()
  .refine((value) => !value.includes('\0'), 'must not contain the character U+0000')
  .refine((value) => value.isWellFormed(), 'must not contain half a character (a lone surrogate)')
export const flag = z.enum(['true', 'false']).transform((value) => value === 'true')
export const time = z.iso.datetime().openapi({ example: '2026-11-20T22:30:00.000Z' })
/** A time in a request, with any offset. */
export const givenTime = z.iso
  .datetime({
    offset: true,
    error: 'must be a time such as 2026-11-20T22:30:00Z or 2026-11-20T23:30:00+01:00',
  })
  .openapi({ example: '2026-11-20T22:30:00Z' })
// Made again: schemas created before zod-openapi extended zod lack its methods.
export const documentRole = z.enum(documentRoleSchema.options).openapi('DocumentRole')
/** The roles that can be given. The owner is whoever made the document. */
export const grantableRole = z.enum(['viewer', 'commenter', 'editor']).openapi('GrantableRole')
export const workspaceRole = z.enum(workspaceRoleSchema.options).openapi('WorkspaceRole')
export const scope = z.enum(apiKeyScopes).openapi('Scope')
export const actor = z.object(actorSchema.shape).openapi('Actor')

/** The parameters of a path with one id. */
export const idParams = z.object({ id })

const LIMIT = 'must be a whole number from 1 to 100'
const limit = z.coerce.number(LIMIT).int({ error: LIMIT, abort: true }).min(1, LIMIT).max(100, LIMIT)

export const pageQuery = z.object({
  limit: limit.default(50).describe('How many at most.'),
  cursor: z.string().max(500).optional().describe('`nextCursor` of the page before.'),
})

/** The shape of every list in the API. */
export function page<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() })
}

/** For short lists: in pages if a limit is given, and whole if none is. */
export const shortListQuery = pageQuery.extend({
  limit: limit.optional().describe('How many at most; all when left out.'),
})

/**
 * A page of a list that has been read whole. The cursor is the key of the page's last item.
 * @throws `cursor_invalid` if the list has no such item, or no longer has it.
 */
export function pageOf<Item>(
  items: Item[],
  { limit = items.length, cursor }: z.infer<typeof shortListQuery>,
  keyOf: (item: Item) => string,
): { items: Item[]; nextCursor: string | null } {
  const from = cursor === undefined ? 0 : items.findIndex((item) => keyOf(item) === cursor) + 1
  if (cursor !== undefined && from === 0)
    throw cursorInvalid('cursor', 'This cursor is not one of ours, or its item is gone')
  const part = items.slice(from, from + limit)
  const last = part.at(-1)
  return { items: part, nextCursor: last && from + part.length < items.length ? keyOf(last) : null }
}

export const person = z.object({
  id,
  name: z.string(),
  email: z.string(),
  image: z.string().nullable(),
})

/** The maker of something that goes on acting on its own. */
export const maker = z
  .object({
    type: z.enum(['user', 'api_key']),
    id,
    name: z.string(),
    gone: z
      .boolean()
      .describe(
        'A person who has left the workspace, or is not an admin where one is required; a key that no longer works.',
      ),
  })
  .nullable()
  .openapi('Maker')

/** A JSON body. */
export function body<Schema extends z.ZodType>(schema: Schema) {
  return { required: true, content: { 'application/json': { schema } } }
}

/**
 * Settings in a request. Unknown names are refused. The other fields of `answer` may be sent back unchanged with them,
 * and have no effect.
 */
export function settingsOf<Settings extends z.ZodObject>(settings: Settings, answer: z.ZodObject) {
  return z.preprocess((given, context) => {
    const names = typeof given === 'object' && given !== null ? Object.keys(given) : []
    for (const name of names)
      if (!Object.hasOwn(settings.shape, name) && !Object.hasOwn(answer.shape, name))
        context.addIssue({
          code: 'custom',
          path: [name],
          message: unknownName(Object.keys(settings.shape)),
        })
    return given
  }, settings)
}

/** A JSON body that may be left out. */
export function optionalBody<Schema extends z.ZodType>(schema: Schema) {
  return { ...body(schema), required: false }
}

/** A JSON answer. */
export function json<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { description, content: { 'application/json': { schema } } }
}

export const done = { description: 'Done.' }
export const unchanged = { description: 'Unchanged.' }

/** The errors that any route can answer with. */
export const problems = {
  default: { description: 'A problem.', content: { [PROBLEM_JSON]: { schema: problemSchema } } },
}
