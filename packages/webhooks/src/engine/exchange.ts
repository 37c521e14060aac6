/** One request and its answer, whatever the answer does. */
import { answerText, MAX_ANSWER_BYTES } from './answer-text.ts'
import type { Connections } from './connections.ts'
import { type Timed, unwatch, watch } from './deadlines.ts'
import { describeFailure } from './describe-failure.ts'
import type { ResponseHandler, ResponseHeaders, Target, WebhookRequest } from './http/connection.ts'
import { failure } from './http/failure.ts'
import type { KeptConnection } from './http/kept-connection.ts'
import { ProxyFailed } from './http/proxy-failed.ts'
import type { Exchange, WebhookResponse } from './webhook-client.ts'

/** ms that a body may take once the status is known, which alone decides the outcome. */
const BODY_TIME_MS = 2000
/** Informational responses (1xx) that a receiver may send before its answer; more than this are taken for a flood. */
const MAX_INFORMATIONAL = 20
/** Of a proxy that forwards, this is its own answer, not the receiver's. */
const PROXY_AUTHENTICATION_REQUIRED = 407

/** Never rejects: what went wrong stands in the result. */
export function sendOver(
  connections: Connections,
  request: WebhookRequest,
  target: Target,
  proxied: boolean,
): Promise<Exchange> {
  return new Promise((resolve) => {
    const handler = new ExchangeHandler(connections, request, target, proxied, resolve)
    try {
      handler.start()
    } catch (error) {
      handler.onEnd(error)
    }
  })
}

/** Gathers one answer from what its connection reports, until it is whole or its deadline has passed. */
class ExchangeHandler implements ResponseHandler, Timed {
  readonly #connections: Connections
  readonly #request: WebhookRequest
  readonly #target: Target
  readonly #proxied: boolean
  readonly #resolve: (exchange: Exchange) => void
  readonly #startedAt = performance.now()
  #connection: KeptConnection | null = null
  #remoteAddress: string | null = null
  #head: Omit<WebhookResponse, 'body'> | null = null
  readonly #chunks: Buffer[] = []
  #received = 0
  #informational = 0
  #settled = false
  deadline: number

  constructor(
    connections: Connections,
    request: WebhookRequest,
    target: Target,
    proxied: boolean,
    resolve: (exchange: Exchange) => void,
  ) {
    this.#connections = connections
    this.#request = request
    this.#target = target
    this.#proxied = proxied
    this.#resolve = resolve
    this.deadline = this.#startedAt + request.timeoutMs
  }

  start() {
    watch(this)
    this.#connection = this.#connections.take(this.#target.origin)
    this.#connection.send(this.#request, this.#target, this)
  }

  onSent(remoteAddress: string | null) {
    this.#remoteAddress = remoteAddress
  }

  onInformational() {
    this.#informational += 1
    if (this.#informational > MAX_INFORMATIONAL) this.#stop(failure('QUILLWIRE_INFORMATIONAL'))
  }

  onHead(status: number, headers: ResponseHeaders) {
    if (status === PROXY_AUTHENTICATION_REQUIRED && this.#proxied && this.#target.url.protocol === 'http:')
      return this.#stop(ProxyFailed.refused(status))
    this.#head = { status, headers }
    this.deadline = Math.min(this.deadline, performance.now() + BODY_TIME_MS)
  }

  onBody(chunk: Buffer) {
    this.#received += chunk.length
    if (!this.#settled) this.#chunks.push(chunk)
    if (this.#received > MAX_ANSWER_BYTES) this.#stop(failure('QUILLWIRE_BODY'))
  }

  onEnd(error: unknown) {
    if (this.#connection) this.#connections.giveBack(this.#connection)
    this.#connection = null
    this.#settle(error)
  }

  expire() {
    this.#stop(failure(this.#head ? 'QUILLWIRE_BODY' : 'QUILLWIRE_TIMEOUT'))
  }

  /** Resolves now. */
  #stop(reason: Error) {
    this.#settle(reason)
    this.#connection?.cut(reason)
  }

  #settle(error: unknown) {
    if (this.#settled) return
    this.#settled = true
    unwatch(this)
    const about = { url: this.#target.url, timeoutMs: this.#request.timeoutMs }
    this.#resolve({
      response: this.#head && { ...this.#head, body: this.#body(this.#head.headers) },
      error: this.#head ? null : describeFailure(error, about),
      durationMs: Math.round(performance.now() - this.#startedAt),
      remoteAddress: this.#remoteAddress,
    })
  }

  #body(headers: ResponseHeaders): string {
    return this.#chunks.length > 0 ? answerText(this.#chunks, headers) : ''
  }
}
