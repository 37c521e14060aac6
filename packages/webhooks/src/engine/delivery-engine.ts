/**
 * The loop that delivers: claim what is due, send it, record what came of it. It sleeps until a transaction notifies
 * that it wrote a delivery, until the next retry is due, or until sends have ended and made room.
 *
 * Any number of engines, in any number of processes, share the work through the database alone.
 */
import type { Seal } from '@quillwire/core/secrets/seal'
import type { Database } from '@quillwire/database'
import type { DisabledEndpoint } from '../endpoints/disable-endpoint.ts'
import type { EndpointPolicy } from '../endpoints/endpoint-policy.ts'
import { createTransformer } from '../transformation/index.ts'
import { createWake } from '../wake.ts'
import type { Attempt } from './attempt.ts'
import { msUntilNextDue } from './claim-deliveries.ts'
import { createDocumentTurns } from './document-turns.ts'
import { createEndpointCache } from './endpoint-cache.ts'
import { createInHand } from './in-hand.ts'
import { createContentReader } from './included-content.ts'
import { createLanes } from './lanes.ts'
import type { Sender } from './send-delivery.ts'
import { createSendLimit } from './send-limit.ts'
import { createSends } from './sends.ts'
import { takeDeliveries } from './take-deliveries.ts'
import type { WebhookClient } from './webhook-client.ts'

export interface EngineOptions {
  database: Database
  seal: Seal
  client: WebhookClient
  policy: EndpointPolicy
  version: string
  now?: () => Date
  /** Sends at the same time, over all endpoints, while the process is not too busy for them. Default 512. */
  concurrency?: number
  /** Sends at the same time to one endpoint. Default 64. */
  concurrencyPerEndpoint?: number
  /** Told of every attempt once it is recorded: for metrics, the log and replies. */
  onAttempt?(attempt: Attempt): void
  /** Told of an endpoint that was disabled, because it said that it is gone for good (410). */
  onGone?(endpoint: DisabledEndpoint): void
  /** Told of faults of the database and of the sandbox; the engine goes on. */
  onError(error: unknown): void
}

export interface DeliveryEngine {
  /** How many sends are under way. */
  inFlight(): number
  /**
   * Claims nothing more, and waits at most `waitMs` for what is under way. What is not finished by then is cut off, and
   * left to the next worker.
   */
  stop(waitMs: number): Promise<void>
}

/** ms after which the engine looks even if nothing woke it, for the expired leases of dead workers. */
const MAX_SLEEP_MS = 15_000
/** Keeps the engine from asking in a tight loop for what is due and cannot be taken at this moment. */
const SHORTEST_SLEEP_MS = 5
const AFTER_FAULT_MS = 1000
const ASK_AGAIN_MS = 200
/** ms until the next claim goes on, where the last one did not look at all documents of an endpoint. */
const LOOK_ON_MS = 250
/** Sends that may be under way however busy the process is. */
const LEAST_AT_ONCE = 64

/** Starts delivering. Resolves when the engine listens for new deliveries. */
export async function startDeliveryEngine(options: EngineOptions): Promise<DeliveryEngine> {
  const { database, client, onError, concurrency = 512, concurrencyPerEndpoint = 64 } = options
  const sendLimit = createSendLimit({ least: LEAST_AT_ONCE, most: concurrency })
  const lanes = createLanes({ concurrency, concurrencyPerEndpoint, sendLimit })
  const cache = createEndpointCache(database, options.seal)
  const transformer = createTransformer(onError)
  const sender: Sender = {
    client,
    transformer,
    policy: options.policy,
    content: createContentReader(database),
    version: options.version,
    now: options.now ?? (() => new Date()),
  }
  const wake = createWake()
  const inHand = createInHand(database, onError)
  const sends = createSends({
    database,
    sender,
    lanes,
    inHand,
    onRoom: wake.up,
    onAttempt: (attempt) => options.onAttempt?.(attempt),
    onGone: (endpoint) => options.onGone?.(endpoint),
    onError,
  })
  const turns = createDocumentTurns()
  /** Endpoints changed since the last claim began: what it brings may still have their old settings. */
  const changed = new Set<string>()
  /** Whether other endpoints may have changed too, while this process was not listening. */
  let missedChanges = false
  let askedAt = Number.NEGATIVE_INFINITY
  let stopping = false

  const listening = await Promise.all([
    database.listen('delivery_ready', wake.up, wake.up),
    database.listen(
      'endpoint_changed',
      ({ endpointId }) => {
        changed.add(endpointId)
        void inHand.giveBack(lanes.withdraw(endpointId))
      },
      () => {
        missedChanges = true
        void inHand.giveBack(lanes.giveBack(true))
      },
    ),
  ])

  /** @returns how many of the claimed deliveries were not in hand already. */
  async function claim(): Promise<number> {
    void inHand.giveBack(lanes.giveBack())
    const limits = lanes.limits()
    if (limits.total <= 0) return 0
    changed.clear()
    missedChanges = false
    const { deliveries, claimed } = await takeDeliveries(database, cache, limits, turns)
    const fresh = inHand.take(deliveries)
    lanes.fill(fresh, claimed, limits)
    void inHand.giveBack(missedChanges ? lanes.giveBack(true) : [...changed].flatMap(lanes.withdraw))
    sends.begin()
    return fresh.length
  }

  async function run() {
    while (!stopping) {
      try {
        wake.reset()
        if ((await claim()) > 0 && lanes.wantsMore()) continue
        const due = await untilNextDue()
        await wake.wait(turns.unfinished ? Math.min(due, LOOK_ON_MS) : due)
      } catch (error) {
        onError(error)
        await wake.wait(AFTER_FAULT_MS)
      }
    }
  }

  /** ms until the next look. While much is going on it comes soon anyway, and the database is not asked. */
  async function untilNextDue(): Promise<number> {
    if (performance.now() - askedAt < ASK_AGAIN_MS) return ASK_AGAIN_MS
    askedAt = performance.now()
    const due = (await msUntilNextDue(database)) ?? MAX_SLEEP_MS
    return Math.min(Math.max(due, SHORTEST_SLEEP_MS), MAX_SLEEP_MS)
  }

  const running = run()
  return {
    inFlight: sends.underWay,
    async stop(waitMs) {
      stopping = true
      sends.hold()
      for (const { stop } of listening) stop()
      wake.up()
      await running
      await inHand.giveBack(lanes.giveBack(true))
      await sends.end(waitMs)
      await Promise.all([client.close(), transformer.close()])
    },
  }
}
