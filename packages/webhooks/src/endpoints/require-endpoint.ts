import { conflict } from '@quillwire/core/errors'
import type { EndpointRow } from './endpoint-view.ts'

/** Refuses a stream's consumer: nothing is sent to it, it comes and reads. */
export function requireWebhook(
  endpoint: EndpointRow,
): asserts endpoint is EndpointRow & { kind: 'webhook'; secretSealed: string } {
  if (endpoint.kind === 'stream' || endpoint.secretSealed === null)
    throw conflict(
      'endpoint_is_stream',
      'Nothing is sent to a stream’s consumer: it reads the stream itself.',
    )
}

/** Sending by hand means sending now, which a paused or disabled endpoint does not allow. */
export function requireActive(status: 'active' | 'paused' | 'disabled'): void {
  if (status === 'active') return
  throw conflict(
    `endpoint_${status}`,
    status === 'paused'
      ? 'The endpoint is paused. Resume it first.'
      : 'The endpoint is disabled. Enable it first.',
  )
}
