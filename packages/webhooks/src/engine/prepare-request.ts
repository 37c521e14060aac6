/** From a delivery to the request that is sent: content, transformation or format, secrets, signature. */
import type { EventEnvelope } from '@quillwire/events'
import { endpointHeaders } from '../endpoints/endpoint-headers.ts'
import type { EndpointPolicy } from '../endpoints/endpoint-policy.ts'
import { withSecrets } from '../endpoints/endpoint-secrets.ts'
import { endpointUrl } from '../endpoints/endpoint-url.ts'
import { templatedUrl } from '../endpoints/templated-url.ts'
import { renderFormat } from '../formats/index.ts'
import { sign } from '../signing/sign.ts'
import type { Transformer } from '../transformation/index.ts'
import type { ClaimedDelivery } from './claimed-delivery.ts'
import type { ContentReader } from './included-content.ts'

export interface PreparedRequest {
  method: string
  /** With secrets in it: what is logged is `loggedUrl`. */
  url: string
  loggedUrl: string
  headers: Record<string, string>
  /** As logged: where a value names a secret, it still does. */
  loggedHeaders: Record<string, string>
  body: string
  /** Whether the body is not simply the envelope. */
  transformed: boolean
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
  const { endpoint } = delivery
  const newPayload = await preparer.content.add(delivery)
  const envelope = newPayload ?? delivery.envelope
  const own = await message(preparer, delivery, envelope)
  const headers: Record<string, string> = {
    ...endpoint.headers,
    ...own.headers,
    'user-agent': `Quillwire/${preparer.version}`,
  }
  const secrets = own.usesSecrets ? endpoint.secrets : {}
  const signed = sign(delivery.eventId, sentAt, own.body, endpoint.keys(sentAt))
  return {
    method: own.method,
    url: own.usesSecrets ? withSecrets(own.url, secrets, encodeURIComponent) : own.url,
    loggedUrl: own.url,
    headers: {
      ...(own.usesSecrets ? mapValues(headers, (value) => withSecrets(value, secrets)) : headers),
      ...signed,
    },
    loggedHeaders: { ...headers, ...signed },
    body: own.body,
    transformed: own.body !== envelope,
    newPayload,
  }
}

interface Message {
  method: string
  url: string
  headers: Record<string, string>
  body: string
  usesSecrets: boolean
}

async function message(preparer: Preparer, delivery: ClaimedDelivery, envelope: string): Promise<Message> {
  const { endpoint } = delivery
  const usesSecrets = endpoint.url.includes('{{') || Object.values(endpoint.headers).some(hasPlaceholder)
  const plain = {
    method: 'POST',
    url: endpoint.url,
    headers: { 'content-type': 'application/json' },
    body: envelope,
    usesSecrets,
  }
  if (endpoint.transformation !== null)
    return await transformed(preparer, endpoint.transformation, plain, envelope)
  if (endpoint.format === 'json') return plain
  // The cast: what is stored was checked against the catalogue when it was written.
  const rendered = renderFormat(endpoint.format, JSON.parse(envelope) as EventEnvelope)
  return {
    ...plain,
    headers: { ...rendered.headers, 'content-type': rendered.contentType },
    body: rendered.body,
  }
}

async function transformed(
  { transformer, policy }: Preparer,
  code: string,
  plain: Message,
  envelope: string,
): Promise<Message> {
  const result = await transformer.run(code, JSON.parse(envelope))
  if (!result.ok) throw new Error(`the transformation failed: ${result.error}`)
  if (result.request === null) throw new NotWanted('The transformation gave nothing back for this event.')
  const { method = plain.method, url, headers = {}, body = envelope, bodyIsJson } = result.request
  const contentType = bodyIsJson || body === envelope ? 'application/json' : 'text/plain; charset=utf-8'
  const { 'content-type': ownType, ...rest } = lowerCase(headers)
  return {
    method,
    // Judged as what an admin types is; a name in it is judged when it is connected to.
    url: url === undefined ? plain.url : templatedOrPlain(url, policy),
    headers: { ...endpointHeaders(rest), 'content-type': ownType ?? contentType },
    body,
    usesSecrets: plain.usesSecrets || hasPlaceholder(url ?? '') || Object.values(rest).some(hasPlaceholder),
  }
}

function templatedOrPlain(url: string, policy: EndpointPolicy): string {
  return hasPlaceholder(url) ? templatedUrl(url, policy) : endpointUrl(url, policy)
}

function hasPlaceholder(text: string): boolean {
  return text.includes('{{')
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

function mapValues(
  record: Readonly<Record<string, string>>,
  map: (value: string) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]))
}
