import { invalid } from '@quillwire/core/errors'
import { isEventPattern } from '@quillwire/events'
import { LONGEST_WAIT_SECONDS } from '../engine/retry-schedule.ts'
import { endpointHeaders } from './endpoint-headers.ts'
import type { EndpointPolicy } from './endpoint-policy.ts'
import { endpointUrl } from './endpoint-url.ts'

/** What an admin chooses about an endpoint. */
export interface EndpointSettings {
  url: string
  description: string
  /** Types (`comment.created`), resources (`comment.*`) or everything (`*`). */
  eventTypes: string[]
  /** Sent with every delivery. */
  headers: Record<string, string>
  /** 1,000 to 30,000. */
  timeoutMs: number
  /** Seconds before each attempt, the first included: as many attempts as entries. */
  retrySchedule: number[]
}

export const TIMEOUT_MS = { min: 1000, max: 30_000 }
export const MOST_ATTEMPTS = 20
const LONGEST_DESCRIPTION = 200

/** The settings that are given, checked and in normal form. Throws `invalid` with the field at fault. */
export function checkSettings<Given extends Partial<EndpointSettings>>(
  given: Given,
  policy: EndpointPolicy,
): Partial<EndpointSettings> {
  const { url, description, eventTypes, headers, timeoutMs, retrySchedule } = given
  return {
    ...(url !== undefined && { url: endpointUrl(url, policy) }),
    ...(description !== undefined && { description: checkDescription(description) }),
    ...(eventTypes !== undefined && { eventTypes: checkEventTypes(eventTypes) }),
    ...(headers !== undefined && { headers: endpointHeaders(headers) }),
    ...(timeoutMs !== undefined && { timeoutMs: checkTimeout(timeoutMs) }),
    ...(retrySchedule !== undefined && { retrySchedule: checkSchedule(retrySchedule) }),
  }
}

function checkDescription(text: string): string {
  const description = text.trim()
  if (description.length > LONGEST_DESCRIPTION)
    throw invalid('description_too_long', `A description has at most ${LONGEST_DESCRIPTION} characters.`, {
      field: 'description',
    })
  return description
}

function checkEventTypes(patterns: readonly string[]): string[] {
  const field = { field: 'eventTypes' }
  if (patterns.length === 0)
    throw invalid('event_types_missing', 'Choose at least one event, or * for all of them.', field)
  const unknown = patterns.find((pattern) => !isEventPattern(pattern))
  if (unknown !== undefined)
    throw invalid(
      'event_type_unknown',
      `There is no event “${unknown.slice(0, 60)}”. GET /api/v1/event-types lists them; comment.* and * work too.`,
      field,
    )
  return [...new Set(patterns)]
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
    (seconds) => Number.isInteger(seconds) && seconds >= 0 && seconds <= LONGEST_WAIT_SECONDS,
  )
  if (fits && schedule.length >= 1 && schedule.length <= MOST_ATTEMPTS) return [...schedule]
  throw invalid(
    'retry_schedule_invalid',
    `A retry schedule is a list of 1 to ${MOST_ATTEMPTS} whole numbers of seconds, each at most ${LONGEST_WAIT_SECONDS}.`,
    { field: 'retrySchedule' },
  )
}
