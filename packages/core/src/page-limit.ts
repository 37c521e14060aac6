const USUAL_PAGE = 50
const MAX_PAGE = 100

/** How many items a page of a list has: 1 to 100, and 50 by default. */
export function pageLimit(asked: number | undefined): number {
  return Math.min(Math.max(asked ?? USUAL_PAGE, 1), MAX_PAGE)
}
