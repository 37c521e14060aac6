import { MOST_OF_A_KIND } from '@quillwire/core/events/event-filters'
import { CODE_BYTES } from '../transformation/limits.ts'
import { LONGEST_HEADER_VALUE, MOST_HEADERS } from './endpoint-headers.ts'
import { LONGEST_WINDOW_SECONDS, MOST_PER_MINUTE } from './endpoint-options.ts'
import { LONGEST_SECRET, MOST_SECRETS } from './endpoint-secrets.ts'
import { LONGEST_DESCRIPTION, MOST_ATTEMPTS, TIMEOUT_MS } from './endpoint-settings.ts'
import { LONGEST_URL } from './endpoint-url.ts'
import { LONGEST_WAIT_SECONDS } from './retry-schedule.ts'
import { LONGEST_OVERLAP_HOURS } from './rotate-secret.ts'

/** What an endpoint's settings may be at most, for those who describe them. Each is checked where it is declared. */
export const endpointLimits = {
  urlCharacters: LONGEST_URL,
  descriptionCharacters: LONGEST_DESCRIPTION,
  headers: MOST_HEADERS,
  headerCharacters: LONGEST_HEADER_VALUE,
  secrets: MOST_SECRETS,
  secretCharacters: LONGEST_SECRET,
  filterIds: MOST_OF_A_KIND,
  transformationBytes: CODE_BYTES,
  timeoutMs: TIMEOUT_MS,
  attempts: MOST_ATTEMPTS,
  waitSeconds: LONGEST_WAIT_SECONDS,
  perMinute: MOST_PER_MINUTE,
  coalesceSeconds: LONGEST_WINDOW_SECONDS,
  overlapHours: LONGEST_OVERLAP_HOURS,
} as const
