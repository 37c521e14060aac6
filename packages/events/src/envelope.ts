import { z } from 'zod'

/** Who caused an event. */
export const actorSchema = z
  .object({
    type: z
      .enum(['user', 'guest', 'api_key', 'integration', 'system'])
      .describe(
        '`guest`: somebody with a share link who is not signed in. `integration`: a webhook endpoint that replied, or an incoming hook.',
      ),
    id: z.uuid().nullable().describe('Null for the system and for guests.'),
    name: z.string(),
  })
  .meta({ id: 'Actor' })

export const workspaceReferenceSchema = z
  .object({ id: z.uuid(), name: z.string() })
  .meta({ id: 'WorkspaceReference' })

/** How every event about a document refers to it. */
export const documentReferenceSchema = z
  .object({
    id: z.uuid(),
    title: z.string().describe('`Untitled` as long as it has none.'),
    url: z.url().describe('Its page.'),
    path: z
      .array(z.string())
      .describe(
        'The titles of its parents, outermost first, from below the closest one that not every member may see.',
      ),
  })
  .meta({ id: 'DocumentReference' })

export const personSchema = z
  .object({ id: z.uuid(), name: z.string(), email: z.email() })
  .meta({ id: 'Person' })

export type Actor = z.infer<typeof actorSchema>
export type DocumentReference = z.infer<typeof documentReferenceSchema>

/** The outside id of an event: `evt_` and the key of its row without dashes. */
export function eventId(key: string): string {
  return `evt_${key.replaceAll('-', '')}`
}

/** The row key that an outside id stands for, or null when it is not such an id. */
export function eventKey(id: string): string | null {
  const match = /^evt_([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/.exec(id)
  return match ? match.slice(1).join('-') : null
}
