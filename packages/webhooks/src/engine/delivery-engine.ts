/**
 * The loop that delivers: claim what is due, send it, record what came of it. It sleeps until a transaction notifies
 * that it wrote a delivery, until the next retry is due, or until an attempt ends and makes room.
 *
 * Any number of engines, in any number of processes, share the work through the database alone.
 */
import type { Seal } from '@quillwire/core/secrets/seal'
import type { Database } from '@quillwire/database'
import type { Attempt } from './attempt.ts'
import { type ClaimedDelivery, claimDeliveries, msUntilNextDue, releaseLeases } from './claim-deliveries.ts'
import { createRecorder } from './recorder.ts'
import { sendDelivery } from './send-delivery.ts'
import { createWake } from './wake.ts'
import type { WebhookClient } from './webhook-client.ts'

export interface EngineOptions {
  database: Database
  seal: Seal
  client: WebhookClient
  version: string
  now?: () => Date
  /** Sends at the same time, over all endpoints. Default 256. */
  concurrency?: number
  /** Sends at the same time to one endpoint. Default 32. */
  concurrencyPerEndpoint?: number
  /** Told of every attempt once it is recorded: for metrics and the log. */
  onAttempt?(attempt: Attempt): void
  /** Told of faults of the database; the engine goes on. */
  onError?(error: unknown): void
}

export interface DeliveryEngine {
  /** How many sends are under way. */
  inFlight(): number
  /**
   * Claims nothing more, and waits for what is under way, at most so many milliseconds. What is not finished by then
   * is cut off, and left to the next worker.
   */
  stop(waitMs: number): Promise<void>
}

/** ms after which the engine looks even if nobody woke it: expired leases of workers that died. */
const LONGEST_SLEEP_MS = 15_000
const AFTER_FAULT_MS = 1000
/** Of one endpoint in one claim, so that the others get their turn in between. */
const TURN = 16

/** Starts delivering. Resolves when the engine listens for new deliveries. */
export async function startDeliveryEngine(options: EngineOptions): Promise<DeliveryEngine> {
  const { database, client } = options
  const concurrency = options.concurrency ?? 256
  const perEndpoint = options.concurrencyPerEndpoint ?? 32
  const onError = options.onError ?? (() => {})
  const sender = {
    client,
    seal: options.seal,
    version: options.version,
    now: options.now ?? (() => new Date()),
  }
  const ending = new AbortController()
  const recorder = createRecorder(database, onError, ending.signal)
  const wake = createWake()
  const sends = new Set<Promise<void>>()
  const ofEndpoint = new Map<string, number>()
  /** Deliveries whose send was cut off by the end of this engine: what came of them says nothing of the receiver. */
  const cutOff: string[] = []
  let stopping = false

  const listening = await database.listen('delivery_ready', wake.up, wake.up)

  async function deliver(delivery: ClaimedDelivery) {
    const { id } = delivery.endpoint
    ofEndpoint.set(id, (ofEndpoint.get(id) ?? 0) + 1)
    try {
      const attempt = await sendDelivery(sender, delivery)
      if (ending.signal.aborted) {
        cutOff.push(delivery.id)
        return
      }
      await recorder.record(attempt)
      options.onAttempt?.(attempt)
    } catch (error) {
      onError(error)
    } finally {
      const left = (ofEndpoint.get(id) ?? 1) - 1
      if (left === 0) ofEndpoint.delete(id)
      else ofEndpoint.set(id, left)
    }
  }

  async function claim(): Promise<number> {
    const free = concurrency - sends.size
    if (free <= 0) return 0
    const turn = Math.min(TURN, perEndpoint)
    const busy = [...ofEndpoint.keys()]
    const claimed = await claimDeliveries(database, {
      total: free,
      perEndpoint: turn,
      full: busy.filter((id) => (ofEndpoint.get(id) ?? 0) > perEndpoint - turn),
      busy,
    })
    for (const delivery of claimed) {
      const send = deliver(delivery).finally(() => {
        sends.delete(send)
        wake.up()
      })
      sends.add(send)
    }
    return claimed.length
  }

  async function run() {
    while (!stopping) {
      try {
        wake.reset()
        if ((await claim()) > 0) continue
        const due = sends.size < concurrency ? await msUntilNextDue(database) : null
        // Due and yet not claimed: the endpoint is full here, or another worker holds the row.
        const ms = due === null ? LONGEST_SLEEP_MS : due <= 0 ? AFTER_FAULT_MS : due
        await wake.wait(Math.min(ms, LONGEST_SLEEP_MS))
      } catch (error) {
        onError(error)
        await wake.wait(AFTER_FAULT_MS)
      }
    }
  }

  const running = run()
  return {
    inFlight: () => sends.size,
    async stop(waitMs) {
      stopping = true
      listening.stop()
      wake.up()
      await running
      const deadline = setTimeout(() => {
        ending.abort()
        void client.close()
      }, waitMs)
      await Promise.allSettled(sends)
      clearTimeout(deadline)
      ending.abort()
      await client.close()
      if (cutOff.length > 0) await releaseLeases(database, cutOff).catch(onError)
    },
  }
}
