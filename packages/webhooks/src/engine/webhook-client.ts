/**
 * Sends one request to a receiver that may be slow, hostile or gone, and always comes back in bounded time and
 * memory. Redirects are not followed: undici follows none unless told to.
 */
import diagnosticsChannel from 'node:diagnostics_channel'
import { Agent, type Dispatcher, ProxyAgent } from 'undici'
import { AddressRefused } from '../address-guard/address-refused.ts'
import { guardedConnector, type Resolve } from '../address-guard/guarded-connector.ts'
import type { Network } from '../address-guard/judge-address.ts'
import { targetRefusal } from '../address-guard/judge-target.ts'
import { startDeadline } from './deadlines.ts'
import { describeFailure } from './describe-failure.ts'

/** Bytes of a response's body that are kept. */
export const BODY_LIMIT = 4096
/** ms that a body may take once the status is known: it is only for people to read. */
const BODY_TIME_MS = 2000
const CONNECT_TIMEOUT_MS = 10_000
/** Answers before the answer (1xx) that a receiver may send; a flood of them is all work and no end. */
const HINTS_LIMIT = 20

export interface WebhookRequest {
  /** POST unless said otherwise. A GET has no body. */
  method?: string
  url: string
  headers: Record<string, string>
  body: string
  /** For everything together: connecting, sending, waiting for the status. */
  timeoutMs: number
}

export interface WebhookResponse {
  status: number
  headers: Record<string, string | string[]>
  /** The first 4 KiB, as text. */
  body: string
}

export interface Exchange {
  /** Null where no response came. */
  response: WebhookResponse | null
  /** One sentence for people; null where a response came. */
  error: string | null
  durationMs: number
  remoteAddress: string | null
}

export interface WebhookClient {
  /** Never rejects: what goes wrong is in the answer. */
  send(request: WebhookRequest): Promise<Exchange>
  close(): Promise<void>
}

export interface WebhookClientOptions {
  allowed: readonly Network[]
  /**
   * A proxy through which everything goes. It looks up names, and so decides what they reach; addresses that are written
   * out, and refused ports, are refused before it is asked.
   */
  proxyUrl?: string | undefined
  resolve?: Resolve | undefined
}

export function createWebhookClient(options: WebhookClientOptions): WebhookClient {
  const dispatcher = options.proxyUrl
    ? new ProxyAgent({ uri: options.proxyUrl, connectTimeout: CONNECT_TIMEOUT_MS, allowH2: false })
    : new Agent({
        connect: guardedConnector({
          allowed: options.allowed,
          connectTimeoutMs: CONNECT_TIMEOUT_MS,
          ...(options.resolve && { resolve: options.resolve }),
        }),
        // Receivers are many and mostly quiet: a connection is kept for a burst, not for the day.
        keepAliveTimeout: 4000,
        allowH2: false,
      })
  const proxied = options.proxyUrl !== undefined
  return {
    async send(request) {
      const url = parsed(request.url)
      if (!url) return unsent(`${request.url} is not a URL.`)
      const refused = proxied && targetRefusal(url, options.allowed)
      if (refused) return unsent(new AddressRefused(refused.sentence).message)
      return await exchange(dispatcher, request, url, proxied)
    },
    close: () => dispatcher.destroy(),
  }
}

/** Most requests go to the same few URLs. */
const urls = new Map<string, URL>()
const MOST_URLS = 1000

function parsed(text: string): URL | null {
  const known = urls.get(text)
  if (known) return known
  const url = URL.parse(text)
  if (!url) return null
  if (urls.size >= MOST_URLS) urls.clear()
  urls.set(text, url)
  return url
}

function unsent(error: string): Exchange {
  return { response: null, error, durationMs: 0, remoteAddress: null }
}

/** The exchange whose request undici is writing at this moment; see `remoteAddressOf`. */
let writing: { remoteAddress: string | null } | null = null

// undici tells a handler nothing about its socket, but publishes it while it writes the request's head, which it does
// in the same turn as `onRequestStart`.
diagnosticsChannel.subscribe('undici:client:sendHeaders', (message) => {
  const { socket } = message as { socket?: { remoteAddress?: string } } // undici documents this shape
  if (writing) writing.remoteAddress = socket?.remoteAddress ?? null
  writing = null
})

function exchange(
  dispatcher: Dispatcher,
  request: WebhookRequest,
  url: URL,
  proxied: boolean,
): Promise<Exchange> {
  const startedAt = performance.now()
  return new Promise((resolve) => {
    const connection: { remoteAddress: string | null } = { remoteAddress: null }
    const chunks: Buffer[] = []
    let received = 0
    let hints = 0
    let head: Omit<WebhookResponse, 'body'> | null = null
    let control: Dispatcher.DispatchController | null = null
    let settled = false
    let abandoned = false

    function settle(error: unknown) {
      if (settled) return
      settled = true
      deadline.clear()
      const body = chunks.length === 0 ? '' : readable(Buffer.concat(chunks).subarray(0, BODY_LIMIT))
      resolve({
        response: head && { ...head, body },
        error: head ? null : describeFailure(error, { url, timeoutMs: request.timeoutMs, proxied }),
        durationMs: Math.round(performance.now() - startedAt),
        remoteAddress: connection.remoteAddress,
      })
    }

    function stop(reason: Error) {
      abandoned = true
      settle(reason)
      control?.abort(reason)
    }

    const deadline = startDeadline(request.timeoutMs, () =>
      stop(head ? new Error('body') : Object.assign(new Error('timeout'), { code: 'QUILLWIRE_TIMEOUT' })),
    )

    const handler: Dispatcher.DispatchHandler = {
      onRequestStart(controller) {
        control = controller
        if (abandoned) return controller.abort(new Error('abandoned'))
        writing = connection
      },
      onResponseStart(_controller, status, headers) {
        if (status < 200) {
          hints += 1
          if (hints > HINTS_LIMIT) stop(Object.assign(new Error('hints'), { code: 'QUILLWIRE_HINTS' }))
          return
        }
        head = { status, headers: headers as WebhookResponse['headers'] } // undici leaves out what is undefined
        const left = request.timeoutMs - (performance.now() - startedAt)
        deadline.set(Math.min(left, BODY_TIME_MS))
      },
      onResponseData(_controller, chunk) {
        received += chunk.length
        if (!settled) chunks.push(chunk)
        if (received > BODY_LIMIT) stop(new Error('body'))
      },
      onResponseEnd: () => settle(null),
      onResponseError: (_controller, error) => settle(error),
    }
    try {
      dispatcher.dispatch(
        {
          origin: url.origin,
          path: url.pathname + url.search,
          method: (request.method ?? 'POST') as Dispatcher.HttpMethod, // checked where it was chosen
          headers: request.headers,
          body: request.method === 'GET' ? null : request.body,
          // The one timer above rules.
          headersTimeout: 0,
          bodyTimeout: 0,
        },
        handler,
      )
    } catch (error) {
      settle(error)
    }
  })
}

/** As text that PostgreSQL takes: it knows no NUL. */
function readable(body: Buffer): string {
  return body.toString('utf8').replaceAll('\0', '\uFFFD')
}
