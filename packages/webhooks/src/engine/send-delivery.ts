import type { Seal } from '@quillwire/core/secrets/seal'
import { sign } from '../signing/sign.ts'
import type { Attempt } from './attempt.ts'
import { attemptOutcome } from './attempt-outcome.ts'
import type { ClaimedDelivery } from './claim-deliveries.ts'
import type { Exchange, WebhookClient } from './webhook-client.ts'

export interface Sender {
  client: WebhookClient
  seal: Seal
  /** As in the user-agent `Quillwire/<version>`. */
  version: string
  now(): Date
}

/** Signs and sends a delivery once. Never rejects. */
export async function sendDelivery(sender: Sender, delivery: ClaimedDelivery): Promise<Attempt> {
  const startedAt = sender.now()
  const requestHeaders: Record<string, string> = {
    ...delivery.endpoint.headers,
    'content-type': 'application/json',
    'user-agent': `Quillwire/${sender.version}`,
  }
  let exchange: Exchange
  try {
    const secret = sender.seal.unseal(delivery.endpoint.secretSealed)
    Object.assign(requestHeaders, sign(delivery.eventId, startedAt, delivery.body, [secret]))
    exchange = await sender.client.send({
      url: delivery.endpoint.url,
      headers: requestHeaders,
      body: delivery.body,
      timeoutMs: delivery.endpoint.timeoutMs,
    })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    exchange = { response: null, error: `Not sent: ${reason}`, durationMs: 0, remoteAddress: null }
  }
  const { attemptCount, endpoint } = delivery
  const outcome = attemptOutcome(exchange, attemptCount + 1, endpoint.retrySchedule, sender.now())
  return { delivery, startedAt, requestHeaders, exchange, outcome }
}
