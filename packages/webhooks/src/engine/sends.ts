/**
 * What is being sent: each delivery from the moment its lane lets it go until its result is recorded. The end of a send
 * and the end of a record both make room, and the next sends begin.
 */
import type { Database } from '@quillwire/database'
import type { DisabledEndpoint } from '../endpoints/disable-endpoint.ts'
import { createWake } from '../wake.ts'
import type { Attempt } from './attempt.ts'
import type { ClaimedDelivery } from './claimed-delivery.ts'
import type { InHand } from './in-hand.ts'
import type { Lanes } from './lanes.ts'
import { createRecorder } from './recorder.ts'
import { type Sender, sendDelivery } from './send-delivery.ts'

export interface SendsOptions {
  database: Database
  sender: Sender
  lanes: Lanes
  inHand: InHand
  /** Told when a claim would probably bring something. */
  onRoom(): void
  onAttempt(attempt: Attempt): void
  onGone(endpoint: DisabledEndpoint): void
  onError(error: unknown): void
}

export interface Sends {
  /** Begins what may be sent now. */
  begin(): void
  /** How many are under way. */
  underWay(): number
  /** From now on none begins. */
  hold(): void
  /**
   * Waits at most `waitMs` for what is under way and for its record. What is not finished by then is cut off by closing
   * the client, and left to the next worker.
   */
  end(waitMs: number): Promise<void>
}

/** Attempts that may be under way or wait for the database. Beyond this, sending waits. */
const MAX_UNRECORDED = 2000
/** With this many sends under way, the next begin in bursts. */
const BURST_FROM = 16
const BURST_MS = 2

export function createSends(options: SendsOptions): Sends {
  const { database, sender, lanes, inHand, onRoom, onAttempt, onError } = options
  const ending = new AbortController()
  const recorder = createRecorder(database, onError, ending.signal, options.onGone)
  const idle = createWake()
  /** Deliveries whose send was cut off by the end of this engine: what came of them says nothing about the receiver. */
  const cutOff: ClaimedDelivery[] = []
  let underWay = 0
  let held = false
  let burstComes = false

  function begin() {
    while (recorder.waiting() + underWay < MAX_UNRECORDED) {
      const delivery = held ? undefined : lanes.next()
      if (!delivery) return
      underWay += 1
      void deliver(delivery)
    }
  }

  async function deliver(delivery: ClaimedDelivery) {
    const attempt = await sendDelivery(sender, delivery)
    underWay -= 1
    if (attempt) ended(attempt)
    else {
      lanes.unsent(delivery.endpoint.id)
      void inHand.giveBack([delivery])
    }
    beginSoon()
    if (underWay === 0) idle.up()
  }

  function ended(attempt: Attempt) {
    const { delivery } = attempt
    void inHand.giveBack(lanes.ended(delivery.endpoint.id, !isFailure(attempt)))
    if (ending.signal.aborted) cutOff.push(delivery)
    else recorder.record(attempt, (error) => recorded(attempt, error))
  }

  function recorded(attempt: Attempt, error: unknown) {
    const { delivery, outcome } = attempt
    inHand.letGo(delivery)
    if (isFailure(attempt)) lanes.recorded(delivery.endpoint.id)
    if (error) onError(error)
    else onAttempt(attempt)
    // Only now is the next delivery of its document due, and only now may a failing endpoint get its next one.
    if (delivery.endpoint.ordered || outcome.status !== 'succeeded') onRoom()
    if (recorder.waiting() === 0) idle.up()
    begin()
  }

  /**
   * Called at the end of a send. Where many are under way, the next ones begin together: to be woken once for a burst
   * costs less than to be woken for each, here and at the receiver.
   */
  function beginSoon() {
    if (underWay < BURST_FROM) return beginAndAsk()
    if (burstComes) return
    burstComes = true
    setTimeout(() => {
      burstComes = false
      beginAndAsk()
    }, BURST_MS)
  }

  function beginAndAsk() {
    begin()
    if (lanes.wantsMore()) onRoom()
  }

  async function settled() {
    const isBusy = () => underWay > 0 || recorder.waiting() > 0
    while (isBusy()) {
      idle.reset()
      if (isBusy()) await idle.wait(1000)
    }
  }

  return {
    begin,
    underWay: () => underWay,
    hold() {
      held = true
    },
    async end(waitMs) {
      const deadline = setTimeout(() => {
        ending.abort()
        void sender.client.close()
      }, waitMs)
      await settled()
      clearTimeout(deadline)
      await inHand.giveBack(cutOff)
    },
  }
}

/**
 * Whether the lane is to close. That includes requests that could not be made: otherwise a function that is stopped
 * each time would get as wide a window as one that works. An event that the function does not want sent is no failure.
 */
function isFailure({ outcome: { status } }: Attempt): boolean {
  return status === 'pending' || status === 'failed'
}
