const USUAL = 50
const MOST = 100

/** How many items a page of a list has: 1 to 100, and 50 where nothing is asked for. */
export function pageLimit(asked: number | undefined): number {
  return Math.min(Math.max(asked ?? USUAL, 1), MOST)
}
