/**
 * What a worker has in hand, endpoint by endpoint. Each endpoint has a lane of its own: a queue of claimed deliveries
 * and a window of sends under way. The window opens with every success, as TCP's does, and closes with a failure, so
 * that a receiver that is slow or dead takes up little of the worker, and a quick one gets all it can take. How much is
 * claimed for a lane follows how fast it empties.
 */
import type { ClaimLimits } from './claim-deliveries.ts'
import { type ClaimedDelivery, inTime } from './claimed-delivery.ts'
import type { SendLimit } from './send-limit.ts'

const FIRST_WINDOW = 4
const MIN_BATCH = 16
const MAX_BATCH = 1024
/** A lane that sends a batch within this time gets twice as much from then on. */
const QUICK_MS = 300
const SLOW_MS = 1500
/** What waits longer than this goes back: another worker may have room. */
const MAX_WAIT_MS = 5000

interface Lane {
  id: string
  queue: ClaimedDelivery[]
  inFlight: number
  window: number
  /** How much is claimed at once. */
  batchSize: number
  /** Since when the present batch is being sent, and how much of it has been. */
  batchSince: number
  sentOfBatch: number
  failing: boolean
  /** Failures not recorded yet. Until they are, the database would give out the next delivery. */
  unrecorded: number
  /** Whether the last claim took much of what it asked for, so that there is probably more. */
  more: boolean
}

export interface LanesOptions {
  /** Sends at the same time, over all endpoints. */
  concurrency: number
  /** Sends at the same time to one endpoint. */
  concurrencyPerEndpoint: number
  /** Narrows `concurrency` further, as the load changes. */
  sendLimit?: SendLimit
  now?: () => number
}

export interface Lanes {
  /** Adds what was claimed: `claimed` counts it by endpoint, and `limits` says what had been asked for. */
  fill(
    deliveries: readonly ClaimedDelivery[],
    claimed: ReadonlyMap<string, number>,
    limits: ClaimLimits,
  ): void
  /** The next delivery that may be sent, in turns over the endpoints; undefined where none may. */
  next(): ClaimedDelivery | undefined
  /**
   * Says that a send has ended. Returns what waited behind a failure, to be given back. The endpoint gets nothing more
   * until that failure is said to be `recorded`.
   */
  ended(endpointId: string, succeeded: boolean): ClaimedDelivery[]
  recorded(endpointId: string): void
  /** Says that a send has not begun after all. */
  unsent(endpointId: string): void
  /** Takes back what waits for an endpoint whose settings have changed. */
  withdraw(endpointId: string): ClaimedDelivery[]
  /** Takes back what waited too long, or all of it. */
  giveBack(all?: boolean): ClaimedDelivery[]
  /** What the next claim may take. */
  limits(): ClaimLimits
  /** Whether a claim would probably bring something, even without a notification. */
  wantsMore(): boolean
}

function deliveriesIn(claimed: ReadonlyMap<string, number>): number {
  let sum = 0
  for (const count of claimed.values()) sum += count
  return sum
}

export function createLanes(options: LanesOptions): Lanes {
  const { concurrency, concurrencyPerEndpoint, now = () => performance.now() } = options
  const sendLimit = options.sendLimit ?? { now: () => concurrency, reached: () => {} }
  /** In hand at most, waiting ones included: enough to send while the next claim runs. */
  const most = concurrency * 4
  const firstWindow = Math.min(FIRST_WINDOW, concurrencyPerEndpoint)
  const lanes = new Map<string, Lane>()
  /** Lanes with something to send, in turns. */
  let turns: Lane[] = []
  let inFlight = 0
  let waiting = 0

  function laneOf(id: string): Lane {
    const known = lanes.get(id)
    if (known) return known
    const lane: Lane = {
      id,
      queue: [],
      inFlight: 0,
      window: firstWindow,
      batchSize: MIN_BATCH,
      batchSince: 0,
      sentOfBatch: 0,
      failing: false,
      unrecorded: 0,
      more: false,
    }
    lanes.set(id, lane)
    return lane
  }

  /** How many deliveries of the lane this worker has and has not recorded. */
  function inHand(lane: Lane): number {
    return lane.queue.length + lane.inFlight + lane.unrecorded
  }

  /** How much may be claimed for a lane now. */
  function room(lane: Lane): number {
    if (lane.failing) return inHand(lane) > 0 ? 0 : 1
    // Half a batch must be gone first, so that claims are large.
    return lane.queue.length > lane.batchSize / 2 ? 0 : lane.batchSize - lane.queue.length
  }

  function maySend({ inFlight, window, queue: [first] }: Lane): boolean {
    return inFlight < window && first !== undefined && inTime(first, now())
  }

  function emptied(lane: Lane): ClaimedDelivery[] {
    const { queue } = lane
    lane.queue = []
    waiting -= queue.length
    turns = turns.filter((one) => one !== lane)
    return queue
  }

  function adapt(lane: Lane) {
    lane.sentOfBatch += 1
    if (lane.sentOfBatch < lane.batchSize) return
    const ms = now() - lane.batchSince
    lane.sentOfBatch = 0
    lane.batchSince = now()
    if (ms < QUICK_MS && lane.more) lane.batchSize = Math.min(MAX_BATCH, lane.batchSize * 2)
    else if (ms > SLOW_MS) lane.batchSize = Math.max(MIN_BATCH, Math.floor(lane.batchSize / 2))
  }

  return {
    fill(deliveries, claimed, limits) {
      for (const delivery of deliveries) {
        const lane = laneOf(delivery.endpoint.id)
        if (lane.queue.length === 0) {
          lane.batchSince = now()
          lane.sentOfBatch = 0
          turns.push(lane)
        }
        lane.queue.push(delivery)
        waiting += 1
      }
      const full = deliveriesIn(claimed) >= limits.total
      for (const lane of lanes.values()) {
        const asked = limits.ofEndpoint.get(lane.id) ?? limits.perEndpoint
        // A lane for which nothing was asked stays as it was. Where the claim was full, any lane may have more.
        lane.more = full || (asked === 0 ? lane.more : (claimed.get(lane.id) ?? 0) * 2 >= asked)
        if (inHand(lane) === 0 && !lane.more) lanes.delete(lane.id)
      }
    },
    next() {
      if (inFlight >= sendLimit.now()) {
        if (turns.length > 0) sendLimit.reached()
        return undefined
      }
      for (let tried = turns.length; tried > 0; tried--) {
        const lane = turns.shift()
        if (!lane) return undefined
        const first = maySend(lane) ? lane.queue.shift() : undefined
        if (lane.queue.length > 0) turns.push(lane)
        if (!first) continue
        lane.inFlight += 1
        inFlight += 1
        waiting -= 1
        adapt(lane)
        return first
      }
      return undefined
    },
    ended(endpointId, succeeded) {
      const lane = laneOf(endpointId)
      lane.inFlight -= 1
      inFlight -= 1
      lane.failing = !succeeded
      if (succeeded) {
        lane.window = Math.min(concurrencyPerEndpoint, lane.window + 1)
        return []
      }
      lane.unrecorded += 1
      lane.window = 1
      lane.batchSize = MIN_BATCH
      lane.more = true
      return emptied(lane)
    },
    unsent(endpointId) {
      const lane = laneOf(endpointId)
      lane.inFlight -= 1
      inFlight -= 1
      lane.more = true
    },
    recorded(endpointId) {
      laneOf(endpointId).unrecorded -= 1
    },
    withdraw(endpointId) {
      const lane = lanes.get(endpointId)
      return lane ? emptied(lane) : []
    },
    giveBack(all = false) {
      const back: ClaimedDelivery[] = []
      for (const lane of turns) {
        const fresh = all ? [] : lane.queue.filter(({ claimedAt }) => now() - claimedAt < MAX_WAIT_MS)
        if (fresh.length === lane.queue.length) continue
        back.push(...lane.queue.filter((one) => !fresh.includes(one)))
        lane.queue = fresh
        lane.batchSize = MIN_BATCH
      }
      waiting -= back.length
      turns = turns.filter(({ queue }) => queue.length > 0)
      return back
    },
    limits() {
      const share = Math.max(MIN_BATCH, Math.floor((2 * most) / Math.max(1, lanes.size)))
      return {
        total: Math.max(0, most - inFlight - waiting),
        perEndpoint: Math.min(MIN_BATCH, concurrencyPerEndpoint),
        ofEndpoint: new Map([...lanes.values()].map((lane) => [lane.id, Math.min(share, room(lane))])),
        busy: [...lanes.values()].flatMap((lane) => (inHand(lane) > 0 ? lane.id : [])),
      }
    },
    wantsMore() {
      if (most - inFlight - waiting < most / 4) return false
      for (const lane of lanes.values()) {
        // About one window is left to send while the claim runs.
        const low = lane.queue.length <= Math.min(lane.window, lane.batchSize / 2)
        if (lane.more && low && room(lane) > 0) return true
      }
      return false
    },
  }
}
