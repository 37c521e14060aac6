/** The way to a client that gets its frames as server-sent events: an HTTP response that does not end. */
import type { ServerResponse } from 'node:http'
import type { Wire } from './websocket-wire.ts'

export interface EventStreamWire extends Wire {
  /** Says that the connection lives; a client that hears it answers with a request. */
  heartbeat(): void
}

/** How long the last words may wait for a client that does not read. */
const CLOSES_WITHIN_MS = 10_000

/** @param session the id that the client gives with what it sends up. */
export function openEventStream(response: ServerResponse, session: string): EventStreamWire {
  const open = () => !response.writableEnded && !response.destroyed
  const write = (event: string) => {
    if (!open()) return false
    response.write(event)
    return true
  }
  // A connection that breaks says so by `close`; there is nothing to add.
  response.on('error', () => {})
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
  })
  write(`event: session\ndata: ${session}\n\n`)
  return {
    get unread() {
      return response.writableLength
    },
    send: (bytes) => write(framed(bytes)),
    heartbeat: () => void write(': still here\n\n'),
    close(code, reason) {
      if (!open()) return
      response.end(`event: close\ndata: ${JSON.stringify({ code, reason })}\n\n`)
      setTimeout(() => response.destroy(), CLOSES_WITHIN_MS).unref()
    },
    terminate: () => response.destroy(),
  }
}

/** The frame written last: a broadcast sends the same bytes to one client after another. */
let known: { bytes: Uint8Array; text: string } | undefined

function framed(bytes: Uint8Array): string {
  if (known?.bytes !== bytes) {
    const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
    known = { bytes, text: `event: frame\ndata: ${base64}\n\n` }
  }
  return known.text
}
