/** A request through a proxy, to which undici speaks. */
import type { Dispatcher } from 'undici'
import type { Connection, ResponseHandler, ResponseHeaders, Target, WebhookRequest } from './connection.ts'

export class ProxiedConnection implements Connection {
  readonly #proxy: Dispatcher
  #controller: Dispatcher.DispatchController | null = null
  #cutFor: Error | null = null

  constructor(proxy: Dispatcher) {
    this.#proxy = proxy
  }

  send({ method = 'POST', headers, body }: WebhookRequest, target: Target, handler: ResponseHandler): void {
    this.#proxy.dispatch(
      {
        origin: target.origin,
        path: target.path,
        method: method as Dispatcher.HttpMethod, // checked where it was chosen
        headers,
        body: method === 'GET' ? null : body,
        // `deadlines.ts` keeps the time for these too.
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      {
        onRequestStart: (controller) => {
          this.#controller = controller
          if (this.#cutFor) controller.abort(this.#cutFor)
          else handler.onSent(null)
        },
        onResponseStart(_controller, status, given) {
          if (status < 200) handler.onInformational()
          else handler.onHead(status, given as ResponseHeaders) // undici leaves out what is undefined
        },
        onResponseData: (_controller, chunk) => handler.onBody(chunk),
        onResponseEnd: () => handler.onEnd(null),
        onResponseError: (_controller, error) => handler.onEnd(error),
      },
    )
  }

  cut(reason: Error): void {
    this.#cutFor = reason
    this.#controller?.abort(reason)
  }
}
