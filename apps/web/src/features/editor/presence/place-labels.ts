/** As many names as can be read at a glance. More of them would cover the text that they stand in. */
const NAMES_AT_ONCE = 5

/** A caret in the page, as far as its name is concerned. */
export type Caret = Pick<Element, 'getBoundingClientRect' | 'toggleAttribute' | 'closest' | 'querySelector'>

export interface MovedCaret {
  clientId: number
  caret: Caret
}

interface Page {
  width: number
  height: number
}

/**
 * Shows the names at carets that have moved. Where many move at once within sight, only those that began first are
 * named: a name stays for as long as its caret goes on, rather than make room for the next.
 *
 * Measures everything before changing anything, and changes everything before measuring again: a layout for each of
 * forty carets would hold up every letter.
 * @param moved in the order in which they began to move.
 * @returns the clients whose names are shown.
 */
export function showNames(moved: readonly MovedCaret[], page: Page): Set<number> {
  const tops = moved.map(({ caret }) => caret.getBoundingClientRect())
  const inSight = moved.filter((_, index) => {
    const { top = 0, bottom = 0 } = tops[index] ?? {}
    return bottom > 0 && top < page.height
  })
  const named = new Set(inSight.slice(0, NAMES_AT_ONCE).map(({ clientId }) => clientId))
  for (const { caret, clientId } of moved) caret.toggleAttribute('data-moved', named.has(clientId))
  placeLabels(
    moved.flatMap(({ caret, clientId }) => (named.has(clientId) ? [caret] : [])),
    page,
  )
  return named
}

/** Places names where there is room for them: they must neither widen the page nor be cut off by a table. */
export function placeLabels(carets: readonly Caret[], page: Page): void {
  const places = carets.flatMap((caret) => {
    const label = caret.querySelector('.remote-caret-label')?.getBoundingClientRect()
    if (!label) return []
    const { left, top } = caret.getBoundingClientRect()
    const around = caret.closest('.tableWrapper, pre')?.getBoundingClientRect()
    const end = Math.min(around?.right ?? Number.POSITIVE_INFINITY, page.width)
    return [
      {
        caret,
        turned: left + label.width > end,
        below: top - label.height < (around?.top ?? 0),
      },
    ]
  })
  for (const { caret, turned, below } of places) {
    caret.toggleAttribute('data-turned', turned)
    caret.toggleAttribute('data-below', below)
  }
}
