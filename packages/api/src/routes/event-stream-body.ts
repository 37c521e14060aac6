/**
 * A stream of events as server-sent events. It is filled only as fast as it is read: the source has no buffer, so it is
 * asked for more only when the connection has taken everything before.
 */
import { DomainError } from '@quillwire/core'
import type { StreamSession } from '@quillwire/webhooks/stream'

/** ms after which an EventSource reconnects. */
const COMES_BACK_MS = 2000

/** Runs the session until it ends or the reader goes away. */
export function eventStreamBody(session: StreamSession, heartbeatMs: number): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let open = true
  /** Whether the reader waits for more. */
  let wanted = false
  let onWanted = () => {}
  let heartbeat: NodeJS.Timeout | undefined

  async function fill(controller: ReadableStreamDefaultController<Uint8Array>) {
    const write = (text: string) => {
      if (!open) return
      wanted = false
      controller.enqueue(encoder.encode(text))
    }
    write(`retry: ${COMES_BACK_MS}\n\n`)
    heartbeat = setInterval(() => {
      // A reader that is being sent something, or is not reading, needs no sign of life. An id alone moves the
      // reader's cursor past events that were not for it.
      if (wanted) write(session.cursor ? `: still here\nid: ${session.cursor}\n\n` : ': still here\n\n')
    }, heartbeatMs)
    const end = await session.run({
      send({ cursor, event }) {
        write(`id: ${cursor}\ndata: ${JSON.stringify(event)}\n\n`)
        if (!open) return undefined
        return new Promise((done) => {
          onWanted = done
        })
      },
      get flushed() {
        return wanted
      },
    })
    clearInterval(heartbeat)
    if (!open) return
    if (end instanceof DomainError)
      write(`event: error\ndata: ${JSON.stringify({ error: { code: end.code, detail: end.message } })}\n\n`)
    open = false
    controller.close()
  }

  return new ReadableStream(
    {
      start: (controller) => void fill(controller),
      pull() {
        wanted = true
        onWanted()
      },
      cancel() {
        open = false
        session.end('closed')
        onWanted()
      },
    },
    { highWaterMark: 0 },
  )
}
