export interface Card {
  id: string
  /** How far down its text stands, in pixels; null where the text is gone. */
  wanted: number | null
  height: number
}

const GAP_PX = 10

/** How far below its text the active card may stand, to spare those above it. About the height of three cards. */
const BELOW_PX = 240

/**
 * How far down each card stands: level with its text, or pushed down by the one above it. The active card stands level
 * even where others are in its way: they move up as far as there is room. Where that leaves it too far below its text
 * it still stands level, and the topmost cards stand above the first line, at less than 0, where they are hidden.
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
