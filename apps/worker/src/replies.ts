/** Carries out receivers' replies as they arrive, one round after another. */
import type { Services } from '@quillwire/core'
import type { Logger } from '@quillwire/process'
import { applyReplies } from '@quillwire/webhooks/replies'

export interface Replies {
  /** A reply was recorded. */
  wake(): void
  stop(): Promise<void>
}

/** Also looks without being woken, for replies that failed or that a worker left when it died. */
const LOOK_AGAIN_MS = 60_000

export function createReplies(services: Services, log: Logger): Replies {
  let running: Promise<void> | undefined
  let again = false
  let stopping = false

  const onFault = (error: unknown) =>
    log.error({ err: error }, 'a reply could not be carried out; it is tried again')

  /** Never rejects. */
  async function run() {
    try {
      do {
        again = false
        const count = await applyReplies(services, onFault)
        if (count > 0) again = true
      } while (again && !stopping)
    } catch (error) {
      log.error({ err: error }, 'replies could not be looked for; it is tried again')
    }
    // This follows the last check without an await in between, so that a wake from now on starts a new run.
    running = undefined
  }

  function wake() {
    again = true
    if (!stopping) running ??= run()
  }

  const timer = setInterval(wake, LOOK_AGAIN_MS)
  wake()
  return {
    wake,
    async stop() {
      stopping = true
      clearInterval(timer)
      await running
    },
  }
}
