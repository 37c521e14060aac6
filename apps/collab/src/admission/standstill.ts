/**
 * A process that stood still, as on a machine that was suspended or moved, finds in its sockets what came meanwhile, and
 * may read somebody's words before it hears that their right had ended earlier. So it takes nothing from clients and from
 * other processes until it has heard all that.
 */
export interface Standstill {
  /** Begins to watch. */
  watch(options: StandstillOptions): void
  /** Looks whether the process stood still until now: then whatever came in is to be held. */
  isHolding(): boolean
  /** Does this when it may be done, after what was held before it. */
  hold(take: () => void): void
  /** Watches no more. What is held is not taken. */
  stop(): void
}

export interface StandstillOptions {
  /** Called when nothing is to be read, and when it may be. */
  setPaused(paused: boolean): void
  /** Resolves when every right that had ended before this call has ended here too, or cannot be heard to end. */
  hear(): Promise<void>
  onStandstill(ms: number): void
}

/** A right that is taken away ends within a second: a process that stood still for less has broken no promise. */
const NOTICED_MS = 750
const LOOK_MS = 200

export function createStandstill(): Standstill {
  let options: StandstillOptions | undefined
  let looks: NodeJS.Timeout | undefined
  let lookedAt = 0
  /** How often it stood still. */
  let times = 0
  let held: (() => void)[] | undefined

  /** By the time of day, which goes on while a machine is suspended. If somebody sets it, that costs a question. */
  function look() {
    if (!options) return
    const now = Date.now()
    const ms = now - lookedAt
    lookedAt = now
    if (ms <= NOTICED_MS) return
    times += 1
    options.onStandstill(ms)
    if (!held) void holdAll(options)
  }

  async function holdAll({ setPaused, hear }: StandstillOptions) {
    const waiting: (() => void)[] = []
    held = waiting
    setPaused(true)
    for (let heard = 0; heard !== times; ) {
      heard = times
      await hear()
    }
    held = undefined
    for (const take of waiting) take()
    setPaused(false)
  }

  return {
    watch(given) {
      options = given
      lookedAt = Date.now()
      looks = setInterval(look, LOOK_MS).unref()
    },
    isHolding() {
      look()
      return held !== undefined
    },
    hold(take) {
      if (held) held.push(take)
      else take()
    },
    stop() {
      clearInterval(looks)
      options = undefined
      held?.splice(0)
    },
  }
}
