import { conflict } from '@quillwire/core/errors'
import type { EndpointRow } from './endpoint-view.ts'

/** What a stream's consumer gets is for it to come and read. */
export function requireWebhook(
  endpoint: EndpointRow,
): asserts endpoint is EndpointRow & { kind: 'webhook'; secretSealed: string } {
  if (endpoint.kind === 'stream' || endpoint.secretSealed === null)
    throw conflict('endpoint_is_stream', 'Nothing is sent to a stream’s consumer: it comes and reads.')
}

/** Sent by hand means sent now: an endpoint that gets nothing at the moment cannot do that. */
export function requireActive(status: 'active' | 'paused' | 'disabled'): void {
  if (status === 'active') return
  throw conflict(
    `endpoint_${status}`,
    status === 'paused'
      ? 'The endpoint is paused. Resume it first.'
      : 'The endpoint is disabled. Enable it first.',
  )
}
