/** When somebody had a right, as far as this can be observed from outside. */

interface Span {
  from: number
  to: number
}

export interface RightSpans<Holder> {
  /** Notes whether the holder has the right, as read after a change that began at `before`. */
  note(holder: Holder, may: boolean, before: number): void
  /** Call it when the database was away since then: nobody could learn of a right that had ended just before. */
  wasAway(since: number): void
  /** Whether the holder had the right at this moment, or had only just lost it. */
  mightHave(holder: Holder, at: number): boolean
  /** Whether the holder has had the right since then without a break. */
  hasSince(holder: Holder, at: number): boolean
}

/** A right ends within a second. On a busy machine, what was accepted before that may be committed a little later. */
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
