import { z } from 'zod'
import { RESULT_BYTES } from './limits.ts'

const METHODS = ['POST', 'PUT', 'PATCH', 'GET', 'DELETE'] as const
const KEYS = 'method, url, headers and body'

/** What the function wants sent. What it has left out is as it would be without the function. */
export interface TransformedRequest {
  method?: (typeof METHODS)[number]
  url?: string
  /** Names and values as they came; they are checked before they are sent. */
  headers?: Record<string, string>
  body?: string
  /** Whether the function returned something other than text for the body, which is then JSON. */
  bodyIsJson: boolean
}

const requestSchema = z.strictObject(
  {
    method: z.enum(METHODS, `method must be one of ${METHODS.join(', ')}.`).optional(),
    url: z.string('url must be a string.').optional(),
    headers: z
      .record(
        z.string(),
        z.string('headers must be an object of strings.'),
        'headers must be an object of strings.',
      )
      .optional(),
    body: z.string('body must be text, or something that can be written as JSON.').optional(),
    bodyIsJson: z.boolean(),
  },
  {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `The function returned “${issue.keys.join('”, “').slice(0, 100)}”; only ${KEYS} have a meaning.`
        : undefined,
  },
)

const returnedSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('object'), request: z.unknown() }),
  z.object({
    kind: z.enum([
      'nothing',
      'array',
      'promise',
      'string',
      'number',
      'bigint',
      'boolean',
      'symbol',
      'function',
      'generator',
    ]),
  }),
])

export type Returned = { ok: true; request: TransformedRequest | null } | { ok: false; error: string }

/** Checks the function's result as the prelude wrote it. Null stands for an event that is not to be sent. */
export function readReturned(json: string): Returned {
  const returned = returnedSchema.safeParse(parse(json))
  if (!returned.success) return refused('The function must return an object, or null to leave the event out.')
  if (returned.data.kind === 'nothing') return { ok: true, request: null }
  if (returned.data.kind === 'promise')
    return refused('The function must not be async: there is nothing in here that it could wait for.')
  if (returned.data.kind !== 'object')
    return refused(
      `The function must return an object, or null to leave the event out; it returned ${article(returned.data.kind)}.`,
    )
  const request = requestSchema.safeParse(returned.data.request)
  if (!request.success)
    return refused(
      request.error.issues[0]?.message ?? 'The function returned something other than a request.',
    )
  const { body = '', ...rest } = request.data
  if (Buffer.byteLength(body) + Buffer.byteLength(JSON.stringify(rest)) > RESULT_BYTES)
    return refused(`The request must not be larger than ${RESULT_BYTES / 1024} KiB.`)
  if (request.data.method !== 'GET') return { ok: true, request: request.data }
  if (body !== '') return refused('A GET request cannot have a body.')
  return { ok: true, request: { ...request.data, body } } // given explicitly, or the event would be its body
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

function article(kind: string): string {
  return `${kind === 'array' ? 'an' : 'a'} ${kind}`
}

function refused(error: string): Returned {
  return { ok: false, error }
}
