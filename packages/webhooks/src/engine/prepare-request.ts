/** From a delivery to the request that is sent: content, transformation or format, secrets, signature. */
import type { EventEnvelope } from '@quillwire/events'
import { checkedRequest } from '../endpoints/checked-request.ts'
import type { EndpointPolicy } from '../endpoints/endpoint-policy.ts'
import { markSecrets, sameOrigin, unmarkSecrets, withSecrets } from '../endpoints/endpoint-secrets.ts'
import { renderFormat } from '../formats/index.ts'
import { sign } from '../signing/sign.ts'
import type { Transformer } from '../transformation/index.ts'
import { type ClaimedDelivery, inTime } from './claimed-delivery.ts'
import type { ContentReader } from './included-content.ts'

export interface PreparedRequest {
  method: string
  /** With secrets filled in; `loggedUrl` is what is logged. */
  url: string
  loggedUrl: string
  headers: Record<string, string>
  /** As logged: a value that names a secret still has the name. */
  loggedHeaders: Record<string, string>
  body: string | Buffer
  /** The secrets that the request may hold, by name. */
  secrets: Readonly<Record<string, string>>
  /** What the log keeps of the body; null where it is the envelope as it stands. */
  loggedBody: string | null
  /** The envelope with the content in it, to be stored, so that every attempt sends the same. */
  newPayload: string | null
}

export interface Preparer {
  policy: EndpointPolicy
  transformer: Transformer
  content: ContentReader
  /** As in the user-agent `Quillwire/<version>`. */
  version: string
}

/** The transformation gave nothing back: it does not want this event to be sent. */
export class NotWanted extends Error {}

/** @throws with a sentence for the admin where the request cannot be made. */
export async function prepareRequest(
  preparer: Preparer,
  delivery: ClaimedDelivery,
  sentAt: Date,
): Promise<PreparedRequest> {
  const { transformation: code, includeContent } = delivery.endpoint
  const newPayload = includeContent === null ? null : await preparer.content.add(delivery)
  const envelope = newPayload === null ? delivery.envelope : Buffer.from(newPayload)
  const plain = formatted(delivery, envelope)
  const own = code === null ? plain : await transformed(preparer, delivery, code, plain, envelope)
  return finish(preparer, delivery, sentAt, own, newPayload)
}

function finish(
  preparer: Preparer,
  delivery: ClaimedDelivery,
  sentAt: Date,
  own: Message,
  newPayload: string | null,
): PreparedRequest {
  const { endpoint } = delivery
  const signed = sign(delivery.eventId, sentAt, own.body, endpoint.keys(sentAt))
  const last = { 'user-agent': `Quillwire/${preparer.version}`, ...signed }
  const loggedBody = typeof own.body === 'string' ? own.body : null
  const common = { method: own.method, body: own.body, loggedBody, newPayload }
  if (!own.usesSecrets) {
    const url = own.url ?? endpoint.url
    const headers = { ...endpoint.headers, ...own.headers, ...last }
    return { ...common, secrets: {}, url, loggedUrl: url, headers, loggedHeaders: headers }
  }
  const { secrets } = endpoint
  const elsewhere = own.url !== null && !sameOrigin(own.url, endpoint.url)
  const filling = (marked: boolean) => (text: string, encode?: (value: string) => string) =>
    withSecrets(text, secrets, { marked, elsewhere, ...(encode && { encode }) })
  // In the endpoint's own settings every placeholder counts; in what a transformation gave back, only those of its
  // code.
  const [fill, fillMarked] = [filling(false), filling(true)]
  return {
    ...common,
    secrets,
    url: own.url === null ? fill(endpoint.url, encodeURIComponent) : fillMarked(own.url, encodeURIComponent),
    loggedUrl: own.url === null ? endpoint.url : unmarkSecrets(own.url),
    headers: { ...mapValues(endpoint.headers, fill), ...mapValues(own.headers, fillMarked), ...last },
    loggedHeaders: { ...endpoint.headers, ...mapValues(own.headers, unmarkSecrets), ...last },
  }
}

interface Message {
  method: string
  /** Null for the endpoint's own. */
  url: string | null
  headers: Record<string, string>
  /** A text of its own, or the envelope itself. */
  body: string | Buffer
  usesSecrets: boolean
}

function formatted({ endpoint }: ClaimedDelivery, envelope: Buffer): Message {
  const usesSecrets = hasPlaceholder(endpoint.url) || Object.values(endpoint.headers).some(hasPlaceholder)
  const plain = { method: 'POST', url: null, headers: JSON_TYPE, body: envelope, usesSecrets }
  if (endpoint.format === 'json' || endpoint.transformation !== null) return plain
  // The cast: what is stored was checked against the catalogue when it was written.
  const rendered = renderFormat(endpoint.format, JSON.parse(envelope.toString()) as EventEnvelope)
  return {
    ...plain,
    headers: { ...rendered.headers, 'content-type': rendered.contentType },
    body: rendered.body,
  }
}

const JSON_TYPE = { 'content-type': 'application/json' }

async function transformed(
  { transformer, policy }: Preparer,
  delivery: ClaimedDelivery,
  code: string,
  plain: Message,
  envelope: Buffer,
): Promise<Message> {
  const event = envelope.toString()
  const wanted = () => inTime(delivery)
  const result = await transformer.run(markSecrets(code), JSON.parse(event), delivery.endpoint.id, wanted)
  if (!result.ok) throw new Error(`the transformation failed: ${unmarkSecrets(result.error)}`)
  if (result.request === null) throw new NotWanted('The transformation returned nothing for this event.')
  const own = checkedRequest(result.request, event, policy)
  return {
    ...own,
    body: own.body === event ? envelope : own.body,
    usesSecrets: plain.usesSecrets || hasPlaceholder(code),
  }
}

function hasPlaceholder(text: string): boolean {
  return text.includes('{{')
}

function mapValues(
  record: Readonly<Record<string, string>>,
  map: (value: string) => string,
): Record<string, string> {
  const mapped: Record<string, string> = {}
  for (const [name, value] of Object.entries(record)) mapped[name] = map(value)
  return mapped
}
