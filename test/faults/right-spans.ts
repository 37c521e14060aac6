/** When somebody had a right, as far as it can be known from outside. */

interface Span {
  from: number
  to: number
}

export interface RightSpans<Holder> {
  /** What was asked after something was done that was begun at `before`. */
  note(holder: Holder, may: boolean, before: number): void
  /** The database was away since then: of a right that had ended a moment before, nobody could know. */
  wasAway(since: number): void
  /** Whether it had the right at this moment, or had just lost it. */
  mightHave(holder: Holder, at: number): boolean
  /** Whether it had the right from then on without a break. */
  hasSince(holder: Holder, at: number): boolean
}

/** A right ends within a second; what was taken before it may be committed a little later on a busy machine. */
const LATE_MS = 3000

export function rightSpans<Holder>(): RightSpans<Holder> {
  const known = new Map<Holder, Span[]>()
  const of = (holder: Holder) => known.get(holder) ?? []
  return {
    note(holder, may, before) {
      const spans = of(holder)
      known.set(holder, spans)
      const last = spans.at(-1)
      if (may && last?.to !== Infinity) spans.push({ from: before, to: Infinity })
      if (!may && last?.to === Infinity) last.to = Date.now()
    },
    wasAway(since) {
      for (const span of [...known.values()].flat())
        if (span.to !== Infinity && span.to > since - LATE_MS) span.to = Date.now()
    },
    mightHave: (holder, at) => of(holder).some(({ from, to }) => from <= at + 50 && at <= to + LATE_MS),
    hasSince: (holder, at) => of(holder).some(({ from, to }) => from <= at && to === Infinity),
  }
}
