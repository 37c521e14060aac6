import { invalid } from '@quillwire/core/errors'
import { checkFilters, type EventFilters } from '@quillwire/core/events/event-filters'
import { checkEventPatterns } from '@quillwire/core/events/event-patterns'
import type { FormatName } from '../formats/index.ts'
import { checkPreset } from '../presets/check-preset.ts'
import { checkTransformation } from '../transformation/index.ts'
import type { WebhookServices } from '../webhook-context.ts'
import { endpointHeaders } from './endpoint-headers.ts'
import {
  checkCoalesceSeconds,
  checkRateLimit,
  type IncludedContent,
  type SignatureScheme,
} from './endpoint-options.ts'
import { checkSecrets, type SecretChanges } from './endpoint-secrets.ts'
import { MAX_WAIT_SECONDS } from './retry-schedule.ts'
import { templatedUrl } from './templated-url.ts'

/** What an admin chooses about an endpoint. */
export interface EndpointSettings {
  /** May name secrets after its host: `{{secret.API_TOKEN}}`. */
  url: string
  description: string
  /** Types (`comment.created`), resources (`comment.*`) or everything (`*`). */
  eventTypes: string[]
  filters: EventFilters
  /** Sent with every delivery. Values may name secrets. */
  headers: Record<string, string>
  format: FormatName
  /** Where the other settings came from, for the help that goes with it. */
  preset: string | null
  /** JavaScript: `(event) => ({method?, url?, headers?, body?})`. */
  transformation: string | null
  /** 1,000 to 30,000. */
  timeoutMs: number
  /** Seconds before each attempt, the first included: as many attempts as entries. */
  retrySchedule: number[]
  /** Deliveries per minute; null for no limit. */
  rateLimit: number | null
  /** The next event of a document waits for the one before. */
  ordered: boolean
  /** At most one `document.saved` for each document in this many seconds, with all that changed; 0 for each save. */
  coalesceSeconds: number
  /** Whether `document.saved` carries the whole content, and how. */
  includeContent: IncludedContent | null
  /** Whether the receiver's answer may comment and append. */
  repliesEnabled: boolean
  signatureScheme: SignatureScheme
}

/** The settings as they come in. */
export type GivenSettings = Partial<EndpointSettings & { secrets: SecretChanges }>
/** Without these there is no endpoint. */
export type NeededSettings = Pick<EndpointSettings, 'url' | 'eventTypes'>

export const TIMEOUT_MS = { min: 1000, max: 30_000 }
export const MAX_ATTEMPTS = 20
export const MAX_DESCRIPTION_LENGTH = 200

/** The settings that are given, checked and in normal form. Throws `invalid` with the field at fault. */
export async function checkSettings(
  services: WebhookServices,
  workspaceId: string,
  given: GivenSettings & NeededSettings,
): Promise<Partial<EndpointSettings> & NeededSettings>
export async function checkSettings(
  services: WebhookServices,
  workspaceId: string,
  given: GivenSettings,
): Promise<Partial<EndpointSettings>>
export async function checkSettings(
  { endpointPolicy, transformer }: WebhookServices,
  workspaceId: string,
  given: GivenSettings,
): Promise<Partial<EndpointSettings>> {
  const { format, transformation, ordered, includeContent, repliesEnabled, signatureScheme } = given
  if (given.secrets) checkSecrets(given.secrets)
  return {
    ...checked(given.url, 'url', (url) => templatedUrl(url, endpointPolicy)),
    ...checked(given.description, 'description', checkDescription),
    ...checked(given.eventTypes, 'eventTypes', checkEventTypes),
    ...checked(given.filters, 'filters', checkFilters),
    ...checked(given.headers, 'headers', endpointHeaders),
    ...(format !== undefined && { format }),
    ...checked(given.preset, 'preset', checkPreset),
    ...(transformation !== undefined && {
      transformation: transformation?.trim()
        ? await checkTransformation(transformer, transformation, workspaceId)
        : null,
    }),
    ...checked(given.timeoutMs, 'timeoutMs', checkTimeout),
    ...checked(given.retrySchedule, 'retrySchedule', checkSchedule),
    ...checked(given.rateLimit, 'rateLimit', checkRateLimit),
    ...(ordered !== undefined && { ordered }),
    ...checked(given.coalesceSeconds, 'coalesceSeconds', checkCoalesceSeconds),
    ...(includeContent !== undefined && { includeContent }),
    ...(repliesEnabled !== undefined && { repliesEnabled }),
    ...(signatureScheme !== undefined && { signatureScheme }),
  }
}

function checked<Name extends string, Given, Value>(
  given: Given | undefined,
  name: Name,
  check: (given: Given) => Value,
) {
  // The cast: TypeScript widens a computed name.
  return (given === undefined ? {} : { [name]: check(given) }) as { [Key in Name]?: Value }
}

function checkDescription(text: string): string {
  const description = text.trim()
  if (description.length > MAX_DESCRIPTION_LENGTH)
    throw invalid('description_too_long', `A description has at most ${MAX_DESCRIPTION_LENGTH} characters.`, {
      field: 'description',
    })
  return description
}

function checkEventTypes(patterns: readonly string[]): string[] {
  if (patterns.length === 0)
    throw invalid('event_types_missing', 'Choose at least one event, or * for all of them.', {
      field: 'eventTypes',
    })
  return checkEventPatterns(patterns, 'eventTypes')
}

function checkTimeout(timeoutMs: number): number {
  if (Number.isInteger(timeoutMs) && timeoutMs >= TIMEOUT_MS.min && timeoutMs <= TIMEOUT_MS.max)
    return timeoutMs
  throw invalid('timeout_out_of_range', `The timeout is ${TIMEOUT_MS.min} to ${TIMEOUT_MS.max} ms.`, {
    field: 'timeoutMs',
  })
}

function checkSchedule(schedule: readonly number[]): number[] {
  const fits = schedule.every(
    (seconds) => Number.isInteger(seconds) && seconds >= 0 && seconds <= MAX_WAIT_SECONDS,
  )
  if (fits && schedule.length >= 1 && schedule.length <= MAX_ATTEMPTS) return [...schedule]
  throw invalid(
    'retry_schedule_invalid',
    `A retry schedule is a list of 1 to ${MAX_ATTEMPTS} whole numbers of seconds, each at most ${MAX_WAIT_SECONDS}.`,
    { field: 'retrySchedule' },
  )
}
