import { storable } from '@quillwire/database'
import { AddressRefused } from '../address-guard/address-refused.ts'
import { ProxyFailed } from './http/proxy-failed.ts'

type Sentence = (host: string) => string

const cut: Sentence = (host) => `${host} cut the connection before it answered.`
const noRoute: Sentence = (host) => `There is no route to ${host}.`
const tooSlow: Sentence = (host) => `${host} did not accept a connection in time.`

const ofHost: Record<string, Sentence> = {
  ECONNREFUSED: (host) => `${host} refused the connection: nothing listens there.`,
  ENETUNREACH: noRoute,
  EHOSTUNREACH: noRoute,
  ETIMEDOUT: tooSlow,
  UND_ERR_CONNECT_TIMEOUT: tooSlow,
  ECONNRESET: cut,
  EPIPE: cut,
  QUILLWIRE_CUT: cut,
  QUILLWIRE_HEADERS: (host) => `${host} answered with headers that are too long.`,
  QUILLWIRE_INFORMATIONAL: (host) => `${host} kept answering with informational responses (1xx).`,
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: (host) =>
    `${host} asks for a client certificate, and Quillwire sends none.`,
  ERR_SSL_WRONG_VERSION_NUMBER: (host) =>
    `${host} does not speak TLS there: should the URL begin with http://?`,
}

/** Failures that concern the name, where the port does not matter. */
const ofName: Record<string, Sentence> = {
  QUILLWIRE_NOT_HTTP: (name) => `${name} answered with something that is not HTTP.`,
  QUILLWIRE_LENGTH: (name) =>
    `${name} does not say clearly where its answer ends: Content-Length must be there once, as a number, and not together with Transfer-Encoding.`,
  QUILLWIRE_PROTOCOL: (name) =>
    `${name} answered 101, to switch to another protocol: is this the URL of a WebSocket?`,
  ENOTFOUND: (name) => `The name ${name} does not exist.`,
  EAI_AGAIN: (name) => `The name ${name} could not be looked up: the name server did not answer.`,
  CERT_HAS_EXPIRED: (name) => `The certificate of ${name} has expired.`,
  CERT_NOT_YET_VALID: (name) => `The certificate of ${name} is not valid yet.`,
  DEPTH_ZERO_SELF_SIGNED_CERT: (name) => `The certificate of ${name} is self-signed.`,
  SELF_SIGNED_CERT_IN_CHAIN: (name) => `The certificate of ${name} comes from an unknown authority.`,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: (name) => `The certificate of ${name} comes from an unknown authority.`,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: (name) => `The certificate of ${name} comes from an unknown authority.`,
  ERR_TLS_CERT_ALTNAME_INVALID: (name) => `The certificate of ${name} is for another name.`,
}

interface Failed {
  url: URL
  timeoutMs: number
}

/** One sentence for the admin who reads why a webhook got no answer. */
export function describeFailure(error: unknown, { url, timeoutMs }: Failed): string {
  const { host, hostname } = url
  for (const cause of causes(error)) {
    if (cause instanceof AddressRefused || cause instanceof ProxyFailed) return cause.message
    const code = codeOf(cause)
    if (code === 'QUILLWIRE_TIMEOUT') return `${hostname} did not answer within ${timeoutMs / 1000} s.`
    if (ofHost[code]) return ofHost[code](host)
    if (ofName[code]) return ofName[code](hostname)
    if (code.startsWith('ERR_SSL_') || code === 'EPROTO')
      return `${host} and this server could not agree on how to speak TLS (${code.replace(/^ERR_SSL_/, '')}).`
  }
  return `${hostname}: ${oneSentence(error instanceof Error ? error.message || error.name : String(error))}`
}

/** Some libraries write messages of several lines. */
function oneSentence(text: string): string {
  return storable(text.replace(/\s+/g, ' ').trim().slice(0, 300).replace(/\.?$/, '.'))
}

/** The error, its causes, and the failures of single addresses that an AggregateError holds. */
function* causes(error: unknown, depth = 0): Generator<Error> {
  if (!(error instanceof Error) || depth > 4) return
  yield error
  if (error instanceof AggregateError) for (const inner of error.errors) yield* causes(inner, depth + 1)
  yield* causes(error.cause, depth + 1)
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : ''
}
