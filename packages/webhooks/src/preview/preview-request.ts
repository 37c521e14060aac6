import { type Context, requireWorkspace } from '@quillwire/core'
import { DomainError, notFound } from '@quillwire/core/errors'
import { findEnvelope } from '@quillwire/core/events/envelope'
import { requireEventDefinition } from '@quillwire/core/events/event-patterns'
import { maySeeEvent } from '@quillwire/core/events/event-visibility'
import { type EventEnvelope, eventKey, sampleEnvelope } from '@quillwire/events'
import { checkedRequest } from '../endpoints/checked-request.ts'
import { markSecrets, unmarkSecrets } from '../endpoints/endpoint-secrets.ts'
import { type FormatName, renderFormat } from '../formats/index.ts'
import type { TransformedRequest } from '../transformation/transformed-request.ts'
import type { WebhookContext } from '../webhook-context.ts'

export interface PreviewInput {
  format: FormatName
  /** The function as it is being written; null for none. */
  transformation: string | null
  /** A real event of the workspace, `evt_…`. */
  eventId?: string | undefined
  /** Otherwise the catalogue's sample of this type. */
  type?: string | undefined
}

/** What would be sent for an event; nothing is sent. */
export interface PreviewView {
  event: EventEnvelope
  /** Null where the transformation failed, does not want the event, or asks for what cannot be sent. */
  request: { method: string; url: string | null; headers: Record<string, string>; body: string } | null
  /** Why there is no request; null where there is one. */
  error: string | null
  /** What the transformation wrote to the console. */
  logs: string[]
  cpuMs: number
}

/** Renders an event as an endpoint with these settings would get it, for the admin who is choosing them. */
export async function previewRequest(context: WebhookContext, input: PreviewInput): Promise<PreviewView> {
  const workspaceId = requireWorkspace(context.principal, 'manage_integrations')
  const event = await eventFor(context, workspaceId, input)
  if (!input.transformation?.trim()) {
    const { contentType, headers, body } = renderFormat(input.format, event)
    const request = { method: 'POST', url: null, headers: { ...headers, 'content-type': contentType }, body }
    return { event, request, error: null, logs: [], cpuMs: 0 }
  }
  const result = await context.transformer.run(markSecrets(input.transformation), event, workspaceId)
  const { cpuMs } = result
  const logs = result.logs.map(unmarkSecrets)
  if (!result.ok) return { event, request: null, error: unmarkSecrets(result.error), logs, cpuMs }
  if (result.request === null)
    return { event, request: null, error: 'The function returned nothing, so nothing is sent.', logs, cpuMs }
  return { event, ...asSent(context, result.request, event), logs, cpuMs }
}

/** The request that sending would make of what the function gave back, or why it would make none. */
function asSent(
  { endpointPolicy }: WebhookContext,
  returned: TransformedRequest,
  event: EventEnvelope,
): Pick<PreviewView, 'request' | 'error'> {
  try {
    const { url, headers, ...request } = checkedRequest(returned, JSON.stringify(event), endpointPolicy)
    const shown = Object.entries(headers).map(([name, value]) => [name, unmarkSecrets(value)])
    return {
      request: { ...request, url: url && unmarkSecrets(url), headers: Object.fromEntries(shown) },
      error: null,
    }
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    return { request: null, error: error.message }
  }
}

async function eventFor(
  { database, principal }: Context,
  workspaceId: string,
  { eventId, type = 'document.saved' }: PreviewInput,
): Promise<EventEnvelope> {
  if (eventId === undefined) return sampleEnvelope(requireEventDefinition(type, 'type'))
  const key = eventKey(eventId)
  const event = await findEnvelope(database, key)
  if (event?.workspace.id === workspaceId && (await maySeeEvent(database, principal, key))) return event
  throw notFound('event_not_found', 'There is no such event, or it is older than what is kept.')
}
