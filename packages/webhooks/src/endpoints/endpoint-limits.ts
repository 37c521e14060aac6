import { MAX_OF_A_KIND } from '@quillwire/core/events/event-filters'
import { CODE_BYTES } from '../transformation/limits.ts'
import { MAX_HEADER_VALUE_LENGTH, MAX_HEADERS } from './endpoint-headers.ts'
import { MAX_PER_MINUTE, MAX_WINDOW_SECONDS } from './endpoint-options.ts'
import { MAX_SECRET_LENGTH, MAX_SECRETS } from './endpoint-secrets.ts'
import { MAX_ATTEMPTS, MAX_DESCRIPTION_LENGTH, TIMEOUT_MS } from './endpoint-settings.ts'
import { MAX_URL_LENGTH } from './endpoint-url.ts'
import { MAX_PREVIOUS_SECRETS } from './previous-secrets.ts'
import { MAX_WAIT_SECONDS } from './retry-schedule.ts'
import { MAX_OVERLAP_HOURS } from './rotate-secret.ts'

/** The limits of an endpoint's settings, for those who describe them. Each is checked where it is declared. */
export const endpointLimits = {
  urlCharacters: MAX_URL_LENGTH,
  descriptionCharacters: MAX_DESCRIPTION_LENGTH,
  headers: MAX_HEADERS,
  headerCharacters: MAX_HEADER_VALUE_LENGTH,
  secrets: MAX_SECRETS,
  secretCharacters: MAX_SECRET_LENGTH,
  filterIds: MAX_OF_A_KIND,
  transformationBytes: CODE_BYTES,
  timeoutMs: TIMEOUT_MS,
  attempts: MAX_ATTEMPTS,
  waitSeconds: MAX_WAIT_SECONDS,
  perMinute: MAX_PER_MINUTE,
  coalesceSeconds: MAX_WINDOW_SECONDS,
  overlapHours: MAX_OVERLAP_HOURS,
  previousSecrets: MAX_PREVIOUS_SECRETS,
} as const
