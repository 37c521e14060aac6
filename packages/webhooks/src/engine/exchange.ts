/** One request and its answer, whatever the answer does. */
import type { Dispatcher } from 'undici'
import type { Connection, Connections } from './connections.ts'
import { type Timed, unwatch, watch } from './deadlines.ts'
import { describeFailure } from './describe-failure.ts'
import type { Exchange, WebhookRequest, WebhookResponse } from './webhook-client.ts'

/** Bytes of a response's body that are kept. */
const BODY_LIMIT = 4096
/** ms that a body may take once the status is known: it is only for people to read. */
const BODY_TIME_MS = 2000
/** Answers before the answer (1xx) that a receiver may send; a flood of them is all work and no end. */
const HINTS_LIMIT = 20

/** A URL, taken apart once. */
export interface Target {
  url: URL
  origin: string
  path: string
}

/** Never rejects: what goes wrong is in the answer. */
export function sendOver(
  connections: Connections,
  request: WebhookRequest,
  target: Target,
  proxied: boolean,
): Promise<Exchange> {
  return new Promise((resolve) => {
    const receiving = new Receiving(connections, request, target, proxied, resolve)
    try {
      receiving.start()
    } catch (error) {
      receiving.ended(error)
    }
  })
}

/** What undici tells of an answer, and what the clock says of it. */
class Receiving implements Dispatcher.DispatchHandler, Timed {
  readonly #connections: Connections
  readonly #request: WebhookRequest
  readonly #target: Target
  readonly #proxied: boolean
  readonly #resolve: (exchange: Exchange) => void
  readonly #startedAt = performance.now()
  #connection: Connection | null = null
  #control: Dispatcher.DispatchController | null = null
  #remoteAddress: string | null = null
  #head: Omit<WebhookResponse, 'body'> | null = null
  readonly #chunks: Buffer[] = []
  #received = 0
  #hints = 0
  #settled = false
  #stopped: Error | null = null
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
    const { method = 'POST', headers, body } = this.#request
    watch(this)
    this.#connection = this.#connections.take(this.#target.origin)
    this.#connection.dispatch(
      {
        origin: this.#target.origin,
        path: this.#target.path,
        method: method as Dispatcher.HttpMethod, // checked where it was chosen
        headers,
        body: method === 'GET' ? null : body,
        // The one clock rules.
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      this,
    )
  }

  /** The request is over: nothing of it will come any more. */
  ended(error: unknown) {
    if (this.#connection) this.#connections.giveBack(this.#connection)
    this.#connection = null
    this.#settle(error)
  }

  onRequestStart(control: Dispatcher.DispatchController) {
    this.#control = control
    if (this.#stopped) return control.abort(this.#stopped)
    this.#remoteAddress = this.#connection?.remoteAddress ?? null
  }

  onResponseStart(_control: unknown, status: number, headers: object) {
    if (status < 200) {
      this.#hints += 1
      if (this.#hints > HINTS_LIMIT) this.#stop(failure('QUILLWIRE_HINTS'))
      return
    }
    this.#head = { status, headers: headers as WebhookResponse['headers'] } // undici leaves out what is undefined
    this.deadline = Math.min(this.deadline, performance.now() + BODY_TIME_MS)
  }

  onResponseData(_control: unknown, chunk: Buffer) {
    this.#received += chunk.length
    if (!this.#settled) this.#chunks.push(chunk)
    if (this.#received > BODY_LIMIT) this.#stop(failure('QUILLWIRE_BODY'))
  }

  onResponseEnd() {
    this.ended(null)
  }

  onResponseError(_control: unknown, error: Error) {
    this.ended(error)
  }

  expire() {
    this.#stop(failure(this.#head ? 'QUILLWIRE_BODY' : 'QUILLWIRE_TIMEOUT'))
  }

  /** Answers now. The connection is free when undici says so, which before it stands may be later. */
  #stop(reason: Error) {
    this.#stopped = reason
    this.#settle(reason)
    this.#control?.abort(reason)
  }

  #settle(error: unknown) {
    if (this.#settled) return
    this.#settled = true
    unwatch(this)
    const about = { url: this.#target.url, timeoutMs: this.#request.timeoutMs, proxied: this.#proxied }
    this.#resolve({
      response: this.#head && { ...this.#head, body: this.#chunks.length > 0 ? readable(this.#chunks) : '' },
      error: this.#head ? null : describeFailure(error, about),
      durationMs: Math.round(performance.now() - this.#startedAt),
      remoteAddress: this.#remoteAddress,
    })
  }
}

function failure(code: string): Error {
  return Object.assign(new Error(code), { code })
}

/** As text that PostgreSQL takes: it knows no NUL. */
function readable(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).subarray(0, BODY_LIMIT).toString('utf8').replaceAll('\0', '\uFFFD')
}
