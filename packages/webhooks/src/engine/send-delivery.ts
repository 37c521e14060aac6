import { newId, storable } from '@quillwire/database'
import { SpanKind, withSpan } from '@quillwire/process'
import { sameUrl } from '../endpoints/endpoint-secrets.ts'
import { readReply } from '../replies/read-reply.ts'
import type { Attempt } from './attempt.ts'
import { attemptOutcome, notSent, notWanted } from './attempt-outcome.ts'
import { type ClaimedDelivery, inTime } from './claimed-delivery.ts'
import { NoLongerVisible } from './included-content.ts'
import { withSecretsNamed } from './named-secrets.ts'
import { NotWanted, type PreparedRequest, type Preparer, prepareRequest } from './prepare-request.ts'
import type { Exchange, WebhookClient } from './webhook-client.ts'

export interface Sender extends Preparer {
  client: WebhookClient
  now(): Date
}

/**
 * Makes the request, sends it once, and returns what that leads to; null where it became too late before it was sent,
 * or its document was closed.
 * Never rejects.
 */
export function sendDelivery(sender: Sender, delivery: ClaimedDelivery): Promise<Attempt | null> {
  // Without a trace to continue there is nothing to report to a collector.
  if (!delivery.traceParent) return send(sender, delivery)
  const options = {
    kind: SpanKind.CLIENT,
    traceParent: delivery.traceParent,
    attributes: {
      'quillwire.event.id': delivery.eventId,
      'quillwire.event.type': delivery.eventType,
      'quillwire.delivery.id': delivery.id,
      'quillwire.endpoint.id': delivery.endpoint.id,
    },
  }
  return withSpan('deliver webhook', options, async (span) => {
    const attempt = await send(sender, delivery)
    if (!attempt) return null
    const status = attempt.exchange.response?.status
    if (status !== undefined) span.setAttribute('http.response.status_code', status)
    span.setAttribute('quillwire.delivery.outcome', attempt.outcome.status)
    return attempt
  })
}

async function send(sender: Sender, delivery: ClaimedDelivery): Promise<Attempt | null> {
  const startedAt = sender.now()
  const { endpoint } = delivery
  const attempts = delivery.attemptCount - delivery.resentAfter + 1
  let request: PreparedRequest
  try {
    // Awaited even where there is nothing to wait for. All requests of a burst are then prepared first and written
    // right after one another, so that a receiver is woken once.
    request = await prepareRequest(sender, delivery, startedAt)
  } catch (error) {
    if (error instanceof NoLongerVisible || !inTime(delivery)) return null
    // The message may come from an admin's function.
    const reason = storable(error instanceof Error ? error.message : String(error))
    const exchange: Exchange = { response: null, error: reason, durationMs: 0, remoteAddress: null }
    const outcome =
      error instanceof NotWanted
        ? notWanted(reason)
        : notSent(`Not sent: ${reason}`, attempts, endpoint.retrySchedule)
    return { id: newId(), delivery, startedAt, request: null, exchange, outcome, reply: null }
  }
  if (!inTime(delivery)) return null
  const answered = await sender.client.send({
    method: request.method,
    url: request.url,
    headers: request.headers,
    body: request.body,
    timeoutMs: endpoint.timeoutMs,
  })
  const { response } = answered
  const exchange = response
    ? { ...answered, response: withSecretsNamed(response, request.secrets) }
    : answered
  const elsewhere = !sameUrl(request.loggedUrl, endpoint.url)
  const outcome = attemptOutcome(answered, attempts, endpoint.retrySchedule, sender.now(), elsewhere)
  const reply = readReply(delivery, exchange.response)
  return { id: newId(), delivery, startedAt, request, exchange, outcome, reply }
}
