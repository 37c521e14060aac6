import { AddressRefused } from '../address-guard/address-refused.ts'

const sentences: Record<string, (host: string) => string> = {
  ECONNREFUSED: (host) => `${host} refused the connection: nothing listens there.`,
  ECONNRESET: (host) => `${host} cut the connection before it answered.`,
  EPIPE: (host) => `${host} cut the connection before it answered.`,
  UND_ERR_SOCKET: (host) => `${host} cut the connection before it answered.`,
  ENOTFOUND: (host) => `The name ${host} does not exist.`,
  EAI_AGAIN: (host) => `The name ${host} could not be looked up: the name server did not answer.`,
  ENETUNREACH: (host) => `There is no route to ${host}.`,
  EHOSTUNREACH: (host) => `There is no route to ${host}.`,
  ETIMEDOUT: (host) => `${host} did not accept a connection in time.`,
  UND_ERR_CONNECT_TIMEOUT: (host) => `${host} did not accept a connection in time.`,
  UND_ERR_HEADERS_OVERFLOW: (host) => `${host} answered with headers that are too long.`,
  CERT_HAS_EXPIRED: (host) => `The certificate of ${host} has expired.`,
  DEPTH_ZERO_SELF_SIGNED_CERT: (host) => `The certificate of ${host} is signed by itself.`,
  SELF_SIGNED_CERT_IN_CHAIN: (host) => `The certificate of ${host} comes from an unknown authority.`,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: (host) => `The certificate of ${host} comes from an unknown authority.`,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: (host) => `The certificate of ${host} comes from an unknown authority.`,
  ERR_TLS_CERT_ALTNAME_INVALID: (host) => `The certificate of ${host} is for another name.`,
}

/** One sentence for the admin who reads why a webhook got no answer. */
export function describeFailure(error: unknown, url: URL, timeoutMs: number): string {
  const host = url.hostname
  for (const cause of causes(error)) {
    if (cause instanceof AddressRefused) return cause.message
    const code = codeOf(cause)
    if (code === 'QUILLWIRE_TIMEOUT') return `${host} did not answer within ${timeoutMs / 1000} s.`
    if (code?.startsWith('HPE_') || cause.name === 'HTTPParserError')
      return `${host} answered with something that is not HTTP.`
    const sentence = code && sentences[code]
    if (sentence) return sentence(url.port ? `${host}:${url.port}` : host)
  }
  return error instanceof Error ? `${host}: ${error.message || error.name}` : `${host}: ${String(error)}`
}

/** The error, what caused it, and the failures of single addresses that it may gather. */
function* causes(error: unknown, depth = 0): Generator<Error> {
  if (!(error instanceof Error) || depth > 4) return
  yield error
  if (error instanceof AggregateError) for (const inner of error.errors) yield* causes(inner, depth + 1)
  yield* causes(error.cause, depth + 1)
}

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
