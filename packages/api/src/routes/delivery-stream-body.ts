/** Changes to the deliveries of an endpoint, as server-sent events. */
import type { Context } from '@quillwire/core'
import { isAbout } from '@quillwire/core/access/is-about'
import type { Listening } from '@quillwire/database'

const HEARTBEAT_MS = 20_000
const HEARTBEAT = ':\n\n'
const CHANGE = 'event: change\ndata: {}\n\n'
const REFRESH = 'event: refresh\ndata: {}\n\n'

interface Followed {
  endpointId: string
  /** Rejects if the reader may not follow the endpoint at this moment. */
  askAgain(): Promise<void>
  stopping: AbortSignal
}

/**
 * Runs until the reader goes away, its rights change or the process is to stop. The reader then reconnects, and its
 * rights are checked again. The stream is filled only as fast as it is read: changes in between are reported as one.
 */
export async function deliveryStreamBody(
  context: Context,
  { endpointId, askAgain, stopping }: Followed,
): Promise<ReadableStream<Uint8Array>> {
  const encoder = new TextEncoder()
  const listening: Listening[] = []
  let untold: string | undefined = REFRESH
  let ended = false
  let wake = () => {}
  const tell = (text: string) => {
    if (untold !== REFRESH) untold = text
    wake()
  }
  const heartbeat = setInterval(() => tell(untold ?? HEARTBEAT), HEARTBEAT_MS)
  const stop = () => {
    clearInterval(heartbeat)
    stopping.removeEventListener('abort', end)
    for (const one of listening) one.stop()
  }
  const end = () => {
    ended = true
    stop()
    wake()
  }
  stopping.addEventListener('abort', end)
  if (stopping.aborted) end()
  try {
    listening.push(
      await context.database.listen('delivery_changed', (change) => {
        if (change.endpointId === endpointId) tell(CHANGE)
      }),
    )
    listening.push(
      await context.database.listen(
        'document_access',
        (change) => {
          if (isAbout(context.principal, change)) end()
        },
        // While nothing listened, a delivery or a right may have changed: the reader reconnects, and is told to
        // refresh.
        end,
      ),
    )
    // A right may have been taken away after the request was let in and before this listened.
    await askAgain()
    // The stream may have ended before every listener was there.
    if (ended) stop()
  } catch (error) {
    stop()
    throw error
  }
  return new ReadableStream(
    {
      async pull(controller) {
        if (!untold && !ended)
          await new Promise<void>((done) => {
            wake = done
          })
        if (ended) return controller.close()
        controller.enqueue(encoder.encode(untold))
        untold = undefined
      },
      cancel: stop,
    },
    { highWaterMark: 0 },
  )
}
