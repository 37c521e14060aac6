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
import { msUntilNextDue, releaseLeases } from './claim-deliveries.ts'
import type { ClaimedDelivery } from './claimed-delivery.ts'
import { createDocumentTurns } from './document-turns.ts'
import { createEndpointCache } from './endpoint-cache.ts'
import { createContentReader } from './included-content.ts'
import { createLanes } from './lanes.ts'
import { createRecorder } from './recorder.ts'
import { type Sender, sendDelivery } from './send-delivery.ts'
import { createSendLimit } from './send-limit.ts'
import { takeDeliveries } from './take-deliveries.ts'
import type { WebhookClient } from './webhook-client.ts'

export interface EngineOptions {
  database: Database
  seal: Seal
  client: WebhookClient
  policy: EndpointPolicy
  version: string
  now?: () => Date
  /** Sends at the same time, over all endpoints, while there is time for them. Default 512. */
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
   * Claims nothing more, and waits for what is under way, at most so many milliseconds. What is not finished by then
   * is cut off, and left to the next worker.
   */
  stop(waitMs: number): Promise<void>
}

/** ms after which the engine looks even if nobody woke it: expired leases of workers that died. */
const MAX_SLEEP_MS = 15_000
/** What is due and cannot be taken at this moment is not asked for in a circle. */
const SHORTEST_SLEEP_MS = 5
const AFTER_FAULT_MS = 1000
const ASK_AGAIN_MS = 200
/** Until the next claim goes on, where one has not looked at all documents of an endpoint. */
const LOOK_ON_MS = 250
/** Attempts that may wait for the database: more, and sending waits for it. */
const MAX_UNRECORDED = 2000

/** What may be under way however busy the process is. */
const LEAST_AT_ONCE = 64
/** From so many sends under way on, the next begin in bursts. */
const BURST_FROM = 16
const BURST_MS = 2

/** Starts delivering. Resolves when the engine listens for new deliveries. */
export async function startDeliveryEngine(options: EngineOptions): Promise<DeliveryEngine> {
  const { database, client, onError } = options
  const concurrency = options.concurrency ?? 512
  const lanes = createLanes({
    concurrency,
    concurrencyPerEndpoint: options.concurrencyPerEndpoint ?? 64,
    sendLimit: createSendLimit({ least: LEAST_AT_ONCE, most: concurrency }),
  })
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
  const ending = new AbortController()
  const recorder = createRecorder(database, onError, ending.signal, (endpoint) => options.onGone?.(endpoint))
  const wake = createWake()
  const idle = createWake()
  /**
   * Each delivery from its claim to its record. A crash of PostgreSQL takes back leases that are not on the disk yet, and
   * those of a worker that stands still run out: then what is being sent is claimed again.
   */
  const inHand = new Map<string, ClaimedDelivery>()
  const turns = createDocumentTurns()
  /** Deliveries whose send was cut off by the end of this engine: what came of them says nothing of the receiver. */
  const cutOff: ClaimedDelivery[] = []
  /** Endpoints that were changed since the last claim began: what it brings of them may be by their old settings. */
  const changed = new Set<string>()
  /** Whether any others may have been: who does not listen for a while hears of none. */
  let missedChanges = false
  let sending = 0
  let askedAt = Number.NEGATIVE_INFINITY
  let stopping = false
  let burstComes = false

  const listening = await Promise.all([
    database.listen('delivery_ready', wake.up, wake.up),
    database.listen(
      'endpoint_changed',
      ({ endpointId }) => {
        changed.add(endpointId)
        giveBack(lanes.withdraw(endpointId))
      },
      () => {
        missedChanges = true
        giveBack(lanes.giveBack(true))
      },
    ),
  ])

  async function deliver(delivery: ClaimedDelivery) {
    const attempt = await sendDelivery(sender, delivery)
    sending -= 1
    if (attempt) ended(attempt)
    else {
      lanes.unsent(delivery.endpoint.id)
      giveBack([delivery])
    }
    pumpSoon()
    if (sending === 0) idle.up()
  }

  function ended(attempt: Attempt) {
    const { delivery } = attempt
    giveBack(lanes.ended(delivery.endpoint.id, !isFailure(attempt)))
    if (ending.signal.aborted) cutOff.push(delivery)
    else recorder.record(attempt, (error) => recorded(attempt, error))
  }

  function recorded(attempt: Attempt, error: unknown) {
    letGo(attempt.delivery)
    if (isFailure(attempt)) lanes.recorded(attempt.delivery.endpoint.id)
    if (error) onError(error)
    else options.onAttempt?.(attempt)
    // The next of its document is due only now; and a failing endpoint gets its next one after this.
    if (attempt.delivery.endpoint.ordered || attempt.outcome.status !== 'succeeded') wake.up()
    if (recorder.waiting() === 0) idle.up()
    pump()
  }

  /**
   * Follows the end of a send. Where many are under way, what comes next begins together with others: a process that is
   * woken for a burst costs less than one that is woken for each, here and at the receiver.
   */
  function pumpSoon() {
    if (sending < BURST_FROM) return pumpAndAsk()
    if (burstComes) return
    burstComes = true
    setTimeout(() => {
      burstComes = false
      pumpAndAsk()
    }, BURST_MS)
  }

  function pumpAndAsk() {
    pump()
    if (lanes.wantsMore()) wake.up()
  }

  function pump() {
    while (recorder.waiting() + sending < MAX_UNRECORDED) {
      const delivery = stopping ? undefined : lanes.next()
      if (!delivery) return
      sending += 1
      void deliver(delivery)
    }
  }

  /** Its next attempt may be in hand already, claimed before we heard that this one is recorded. */
  function letGo({ id, attemptCount }: ClaimedDelivery) {
    if (inHand.get(id)?.attemptCount === attemptCount) inHand.delete(id)
  }

  /** What is in hand already goes on under the lease that it has now: by that it is recorded or given back. */
  function isFresh({ id, attemptCount, leasedUntil, claimedAt }: ClaimedDelivery): boolean {
    const held = inHand.get(id)
    if (held?.attemptCount !== attemptCount) return true
    Object.assign(held, { leasedUntil, claimedAt })
    return false
  }

  function giveBack(deliveries: readonly ClaimedDelivery[]) {
    if (deliveries.length === 0) return
    deliveries.forEach(letGo)
    releaseLeases(database, deliveries).catch(onError)
  }

  async function claim(): Promise<number> {
    giveBack(lanes.giveBack())
    const limits = lanes.limits()
    if (limits.total <= 0) return 0
    changed.clear()
    missedChanges = false
    const { deliveries, claimed } = await takeDeliveries(database, cache, limits, turns)
    const fresh = deliveries.filter(isFresh)
    for (const one of fresh) inHand.set(one.id, one)
    lanes.fill(fresh, claimed, limits)
    giveBack(missedChanges ? lanes.giveBack(true) : [...changed].flatMap(lanes.withdraw))
    pump()
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

  /** While much is going on, the next look comes soon anyway. */
  async function untilNextDue(): Promise<number> {
    if (performance.now() - askedAt < ASK_AGAIN_MS) return ASK_AGAIN_MS
    askedAt = performance.now()
    const due = (await msUntilNextDue(database)) ?? MAX_SLEEP_MS
    return Math.min(Math.max(due, SHORTEST_SLEEP_MS), MAX_SLEEP_MS)
  }

  async function settled() {
    while (sending > 0 || recorder.waiting() > 0) {
      idle.reset()
      if (sending > 0 || recorder.waiting() > 0) await idle.wait(1000)
    }
  }

  const running = run()
  return {
    inFlight: () => sending,
    async stop(waitMs) {
      stopping = true
      for (const { stop } of listening) stop()
      wake.up()
      await running
      await releaseLeases(database, lanes.giveBack(true)).catch(onError)
      const deadline = setTimeout(() => {
        ending.abort()
        void client.close()
      }, waitMs)
      await settled()
      clearTimeout(deadline)
      await releaseLeases(database, cutOff).catch(onError)
      await Promise.all([client.close(), transformer.close()])
    },
  }
}

/**
 * Whether the lane is to close: also where the request could not be made, or a function that is stopped each time would
 * get as wide a window as one that works. What the function does not want to be sent is no failure.
 */
function isFailure({ outcome: { status } }: Attempt): boolean {
  return status === 'pending' || status === 'failed'
}
