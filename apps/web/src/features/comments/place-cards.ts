export interface Card {
  id: string
  /** How far down its text stands, in pixels; null where the text is gone. */
  wanted: number | null
  height: number
}

const GAP_PX = 10

/** So far below its text the active card may stand, so that none above it has to go. About three cards are as high. */
const BELOW_PX = 240

/**
 * How far down each card stands: level with its text, pushed down by the one above it. The active one stands level also
 * where others are in its way: they move up as far as there is room. Where that leaves it too far below its text it comes
 * to it all the same, and the topmost ones stand above the first line, at less than 0, where nobody is to see them.
 * @param cards in the order of their text; those whose text is gone come last.
 */
export function placeCards(cards: readonly Card[], active: string | null): Map<string, number> {
  const tops: number[] = []
  const pushDown = (from: number) => {
    for (let i = from; i < cards.length; i++) {
      const above = cards[i - 1]
      const free = above ? (tops[i - 1] ?? 0) + above.height + GAP_PX : 0
      tops[i] = Math.max(cards[i]?.wanted ?? 0, free)
    }
  }
  pushDown(0)
  const level = cards.findIndex(({ id, wanted }) => id === active && wanted !== null)
  if (level >= 0) {
    const room = cards.slice(0, level).reduce((sum, { height }) => sum + height + GAP_PX, 0)
    const wanted = cards[level]?.wanted ?? 0
    tops[level] = room - wanted > BELOW_PX ? wanted : Math.max(wanted, room)
    for (let i = level - 1; i >= 0; i--)
      tops[i] = Math.min(tops[i] ?? 0, (tops[i + 1] ?? 0) - GAP_PX - (cards[i]?.height ?? 0))
    pushDown(level + 1)
  }
  return new Map(cards.map(({ id }, i) => [id, tops[i] ?? 0]))
}
