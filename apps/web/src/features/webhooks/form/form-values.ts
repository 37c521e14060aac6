/** The values of the form, their validation in the browser, and their conversion into the API's input. */
import { DEFAULT_RETRY_SCHEDULE } from '@quillwire/webhooks/retry-schedule'
import { z } from 'zod'
import type { Endpoint } from '@/lib/api-types.ts'
import { parseDuration, parseDurations, writeDuration, writeDurations } from '../durations.ts'
import { isDefaultSchedule } from '../retry-words.ts'
import type { EndpointInput } from '../use-endpoints.ts'

/** The choices for how long saves are gathered, in seconds. */
export const WINDOWS = ['0', '60', '300', '900', '3600'] as const

const picked = z.array(z.object({ id: z.string(), name: z.string() }))
const SECRET_NAME = /^[A-Z][A-Z0-9_]{0,39}$/

export const schema = z
  .object({
    preset: z.string().nullable(),
    url: z.url({
      protocol: /^https?$/,
      error: 'Enter the whole address, such as https://example.com/hooks/quillwire.',
    }),
    description: z.string().max(200, 'At most 200 characters.'),
    eventTypes: z.array(z.string()).min(1, 'Choose at least one event.'),
    format: z.string(),
    usesCode: z.boolean(),
    transformation: z.string(),
    includeContent: z.enum(['', 'markdown', 'html', 'json']),
    window: z.enum([...WINDOWS, 'custom']),
    customWindow: z.string(),
    ordered: z.boolean(),
    rateLimit: z.string(),
    documents: picked,
    folders: picked,
    actors: picked,
    signatureScheme: z.enum(['v1', 'v1a']),
    headers: z.array(z.object({ name: z.string().trim().min(1, 'Name the header.'), value: z.string() })),
    secrets: z.array(
      z
        .object({
          name: z.string().regex(SECRET_NAME, 'Capital letters, digits and _, such as API_TOKEN.'),
          value: z.string(),
          /** Whether the server has a value, which stays unless another is entered. */
          stored: z.boolean(),
        })
        .refine(({ value, stored }) => stored || value !== '', {
          path: ['value'],
          error: 'Enter the value.',
        }),
    ),
    timeoutSeconds: z.coerce
      .number<number>('From 1 to 30 seconds.')
      .min(1, 'From 1 to 30 seconds.')
      .max(30, 'From 1 to 30 seconds.'),
    retries: z.enum(['default', 'custom']),
    retrySchedule: z.string(),
    repliesEnabled: z.boolean(),
  })
  .refine(({ usesCode, transformation }) => !usesCode || transformation.trim() !== '', {
    path: ['transformation'],
    error: 'Write the function, or choose a format.',
  })
  .refine(({ window, customWindow }) => window !== 'custom' || parseDuration(customWindow) !== undefined, {
    path: ['customWindow'],
    error: 'Write a time such as 90s, 10m or 2h.',
  })
  .refine(({ rateLimit }) => rateLimit === '' || /^[1-9]\d{0,4}$/.test(rateLimit), {
    path: ['rateLimit'],
    error: 'A whole number from 1 to 60000, or nothing.',
  })
  .refine(({ retries, retrySchedule }) => retries === 'default' || parseDurations(retrySchedule), {
    path: ['retrySchedule'],
    error: 'Write times with commas between them, such as 0, 30s, 5m, 2h.',
  })

  .superRefine(({ headers, secrets }, { addIssue }) => {
    // Header names are case-insensitive. The list allows two entries of one name, but what is sent has room for one.
    const twice = [
      ['headers', 'header', repeats(headers.map(({ name }) => name.trim().toLowerCase()))],
      ['secrets', 'secret', repeats(secrets.map(({ name }) => name))],
    ] as const
    for (const [list, thing, places] of twice)
      for (const place of places)
        addIssue({ code: 'custom', path: [list, place, 'name'], message: `This ${thing} is there already.` })
  })

/** The indexes of names that occur further up already. */
function repeats(names: string[]): number[] {
  return names.flatMap((name, place) => (name !== '' && names.indexOf(name) < place ? [place] : []))
}

export type Values = z.infer<typeof schema>

export function valuesOf(endpoint: Endpoint | undefined): Values {
  const schedule = endpoint?.retrySchedule ?? DEFAULT_RETRY_SCHEDULE
  const window = windowOf(endpoint?.coalesceSeconds)
  const unnamed = (ids: string[] = []) => ids.map((id) => ({ id, name: '' }))
  return {
    preset: endpoint?.preset ?? null,
    url: endpoint?.url ?? '',
    description: endpoint?.description ?? '',
    eventTypes: endpoint?.eventTypes ?? ['document.*'],
    format: endpoint?.format ?? 'json',
    usesCode: Boolean(endpoint?.transformation),
    transformation: endpoint?.transformation ?? '',
    includeContent: endpoint?.includeContent ?? '',
    window,
    customWindow: window === 'custom' ? writeDuration(endpoint?.coalesceSeconds ?? 0) : '10m',
    ordered: endpoint?.ordered ?? false,
    rateLimit: String(endpoint?.rateLimit ?? ''),
    documents: unnamed(endpoint?.filters.documentIds),
    folders: unnamed(endpoint?.filters.folderIds),
    actors: unnamed(endpoint?.filters.actorIds),
    signatureScheme: endpoint?.signatureScheme ?? 'v1',
    headers: Object.entries(endpoint?.headers ?? {}).map(([name, value]) => ({ name, value })),
    secrets: (endpoint?.secretNames ?? []).map((name) => ({ name, value: '', stored: true })),
    timeoutSeconds: (endpoint?.timeoutMs ?? 15_000) / 1000,
    retries: isDefaultSchedule(schedule) ? 'default' : 'custom',
    retrySchedule: writeDurations(schedule),
    repliesEnabled: endpoint?.repliesEnabled ?? false,
  }
}

/** The choice for this many seconds. */
export function windowOf(coalesceSeconds = 0): Values['window'] {
  return WINDOWS.find((seconds) => seconds === String(coalesceSeconds)) ?? 'custom'
}

/** @param stored the names of the secrets that the server has */
export function inputOf(values: Values, stored: readonly string[] = []): EndpointInput {
  const kept = new Set(values.secrets.map(({ name }) => name))
  const removed = stored.filter((name) => !kept.has(name)).map((name) => [name, null])
  const entered = values.secrets.flatMap(({ name, value }) => (value ? [[name, value]] : []))
  const ids = (list: Values['documents']) => list.map(({ id }) => id)
  return {
    preset: values.preset,
    url: values.url,
    description: values.description,
    eventTypes: values.eventTypes,
    format: values.format,
    transformation: values.usesCode ? values.transformation : null,
    includeContent: values.includeContent || null,
    coalesceSeconds: secondsOf(values),
    ordered: values.ordered,
    rateLimit: values.rateLimit === '' ? null : Number(values.rateLimit),
    filters: {
      documentIds: ids(values.documents),
      folderIds: ids(values.folders),
      actorIds: ids(values.actors),
    },
    signatureScheme: values.signatureScheme,
    headers: Object.fromEntries(values.headers.map(({ name, value }) => [name, value])),
    secrets: Object.fromEntries([...removed, ...entered]),
    timeoutMs: Math.round(values.timeoutSeconds * 1000),
    retrySchedule: scheduleOf(values),
    repliesEnabled: values.repliesEnabled,
  }
}

export function secondsOf({ window, customWindow }: Values): number {
  return window === 'custom' ? (parseDuration(customWindow) ?? 0) : Number(window)
}

export function scheduleOf({ retries, retrySchedule }: Values): number[] {
  return retries === 'default' ? [...DEFAULT_RETRY_SCHEDULE] : (parseDurations(retrySchedule) ?? [])
}
