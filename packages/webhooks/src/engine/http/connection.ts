/** What lies between a request and the socket that carries it. */

export interface WebhookRequest {
  /** POST unless said otherwise. A GET has no body. */
  method?: string
  url: string
  headers: Record<string, string>
  body: string | Buffer
  /** For everything together: connecting, sending, waiting for the status. */
  timeoutMs: number
}

/** A URL, taken apart once. */
export interface Target {
  url: URL
  origin: string
  path: string
}

export type ResponseHeaders = Record<string, string | string[]>

/** Called with the answer to one request, in this order. */
export interface ResponseHandler {
  /** The request is on its way, to this address; null where a proxy stands between. */
  onSent(remoteAddress: string | null): void
  /** An informational response (1xx), which comes before the answer. */
  onInformational(): void
  onHead(status: number, headers: ResponseHeaders): void
  onBody(chunk: Buffer): void
  /**
   * Nothing more will come. The error is null where the answer is whole. Called once, also for a request that was cut
   * off.
   */
  onEnd(error: Error | null): void
}
