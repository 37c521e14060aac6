import { errors } from 'undici'

const PROXY = 'The proxy that this server sends through'

/** The proxy did not take us to the receiver. The message is for the admin who reads why a webhook got no answer. */
export class ProxyFailed extends Error {
  static unreachable = (cause: Error) =>
    new ProxyFailed(`${PROXY} cannot be reached${tlsCode(cause)}.`, { cause })
  /** It was reached, and gave no answer. */
  static noTunnel = (cause: Error) =>
    new ProxyFailed(`${PROXY} did not pass it on: ${fault(cause)}.`, { cause })
  static refused = (status: number) => new ProxyFailed(`${PROXY} did not pass it on: it answered ${status}.`)
}

/** Says why no TLS connection was made, mostly because of the certificate. */
function tlsCode(error: Error): string {
  const code = 'code' in error ? String(error.code) : ''
  return /CERT|_SIGNATURE$|^ERR_SSL_/.test(code) ? ` (${code})` : ''
}

const fault = (error: Error) =>
  error instanceof errors.HTTPParserError ? 'its answer is not HTTP' : 'it hung up'
