const PROXY = 'The proxy that this server sends through'

/** The proxy did not take us to the receiver. The message is for the admin who reads why a webhook got no answer. */
export class ProxyFailed extends Error {
  static unreachable = (cause: Error) => new ProxyFailed(`${PROXY} cannot be reached.`, { cause })
  static refused = (status: number) => new ProxyFailed(`${PROXY} did not pass it on: it answered ${status}.`)
}
