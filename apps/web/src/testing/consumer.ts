/** A consumer as an integrator would write it: a WebSocket, and the frames that came. For tests. */
import { onTestFinished, vi } from 'vitest'
import { WebSocket } from 'ws'

export interface Frame {
  cursor: string
  event: { id: string; type: string; timestamp: string; data: Record<string, unknown> }
}

export interface Consumer {
  socket: WebSocket
  frames: Frame[]
  errors: { code: string; detail: string; field?: string }[]
  send(message: unknown): void
  /** Resolves when `count` events have come in all. */
  got(count: number): Promise<Frame[]>
  /** The close code. */
  closed: Promise<number>
}

export interface ConsumerOptions {
  headers?: Record<string, string>
  protocols?: string[]
  /** Acknowledges each event as it comes. */
  acknowledges?: boolean
}

/** Connects, and subscribes if a subscription is given. */
export async function connectConsumer(
  url: string,
  subscribe: object | undefined,
  { headers = {}, protocols = [], acknowledges = false }: ConsumerOptions = {},
): Promise<Consumer> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/events/socket`, protocols, { headers })
  onTestFinished(() => socket.terminate())
  const frames: Frame[] = []
  const errors: Consumer['errors'] = []
  const send = (message: unknown) => socket.send(JSON.stringify(message))
  socket.on('message', (data) => {
    const message = JSON.parse(data.toString())
    if (message.error) errors.push(message.error)
    else {
      frames.push(message)
      if (acknowledges) send({ ack: message.cursor })
    }
  })
  const closed = new Promise<number>((done) => socket.once('close', done))
  await new Promise((done, fail) => {
    socket.once('open', done)
    socket.once('error', fail)
  })
  socket.on('error', () => {})
  if (subscribe) send({ subscribe })
  return {
    socket,
    frames,
    errors,
    send,
    closed,
    got: (count) =>
      vi.waitFor(
        () => {
          if (frames.length < count) throw new Error(`${frames.length} of ${count} events came`)
          return frames
        },
        { interval: 10 },
      ),
  }
}
