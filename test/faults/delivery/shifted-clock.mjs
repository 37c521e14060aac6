/**
 * Preloaded into a worker, whose clock is then up to a day off and jumps four times a second. CLOCK_SEED repeats the
 * jumps. The monotonic clock and the timers are not affected.
 */
const RealDate = Date
const DAY_MS = 86_400_000
let state = Number(process.env.CLOCK_SEED)
let shiftMs = 0

function jump() {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
  shiftMs = Math.round((state / 2 ** 32 - 0.5) * 2 * DAY_MS)
}

jump()
setInterval(jump, 250).unref()

globalThis.Date = class ShiftedDate extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(RealDate.now() + shiftMs)
    else super(...given)
  }

  static now() {
    return RealDate.now() + shiftMs
  }
}
