/** From one height to another, in pixels from where the cards begin. */
export interface Stretch {
  from: number
  to: number
}

/** How much is drawn above and below what is seen, to be scrolled into, in heights of what is seen. */
const BESIDE = 1

/**
 * What is to be drawn where this stretch is seen. It stays the same while one scrolls a little, as each change means
 * drawing anew.
 */
export function stretchAround({ from, to }: Stretch): Stretch {
  const height = Math.max(1, to - from)
  const step = height / 2
  const start = Math.floor(from / step) * step
  return { from: start - BESIDE * height, to: start + step + (1 + BESIDE) * height }
}

interface PlacedCard {
  id: string
  top: number
  height: number
  /** How far down its text stands; null where that is gone. */
  wanted: number | null
}

/** Up to this many are all drawn, so that the browser's search finds words in them. */
export const FEW_CARDS = 40

/** Cards before and behind the one with the focus, for the keyboard to go to. */
const NEIGHBOURS = 2

/**
 * Which of many cards are drawn: drawing thousands would hold up the page for seconds.
 * @param cards in their order.
 * @param stretch what is in sight, and around it. A card is also drawn where its text stands there: screen readers are
 *   led from the one to the other.
 * @param kept the cards that are drawn wherever they stand: the one that is looked at, and the one with the focus.
 */
export function cardsInSight(
  cards: readonly PlacedCard[],
  stretch: Stretch,
  kept: { lookedAt: string | null; focused: string | null },
): ReadonlySet<string> {
  const focusedAt = kept.focused === null ? -1 : cards.findIndex(({ id }) => id === kept.focused)
  const isIn = (top: number, end: number) => top < stretch.to && end > stretch.from
  const drawn = cards.filter(
    ({ id, top, height, wanted }, index) =>
      cards.length <= FEW_CARDS ||
      isIn(top, top + height) ||
      (wanted !== null && isIn(wanted, wanted + 1)) ||
      id === kept.lookedAt ||
      // The keyboard enters at the first card, or at the last.
      index === 0 ||
      index === cards.length - 1 ||
      (focusedAt >= 0 && Math.abs(index - focusedAt) <= NEIGHBOURS),
  )
  return new Set(drawn.map(({ id }) => id))
}
