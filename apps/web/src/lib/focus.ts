/** Where the focus goes when something opened, went away or was refused. */

/** The part of the page beside the side bar, which is there on every page. */
export const CONTENT = 'content'

/** Fields are left out: on a phone they would bring up the keyboard. */
const STOPS = 'a[href], button:enabled, select:enabled, summary'

/** The element that has the focus and its place in the page, which are still known when the element is gone. */
export interface Held {
  element: HTMLElement
  /** The path of its page. */
  path: string
  /** The ways up from the element, from the nearest parent on. */
  ways: { parent: Element; child: Element; index: number }[]
}

export function hold(element: HTMLElement): Held {
  const ways: Held['ways'] = []
  for (let child: Element = element; child.parentElement; child = child.parentElement) {
    const parent = child.parentElement
    ways.push({ parent, child, index: [...parent.children].indexOf(child) })
  }
  return { element, path: window.location.pathname, ways }
}

/** Gives the focus back to the element that had it, else to what stands in its place now, else to the page. */
export function giveOn(held: Held): void {
  const { element, path } = held
  if (isThere(element)) {
    element.focus({ preventScroll: true })
    return
  }
  // Another element has got the focus meanwhile.
  if (document.activeElement !== document.body) return
  const next = path === window.location.pathname ? successorOf(held) : undefined
  if (next) next.focus({ preventScroll: true })
  else focusContent()
}

/** Moves the focus to the beginning of the page's content. */
export function focusContent(): void {
  document.getElementById(CONTENT)?.focus({ preventScroll: true })
}

/** Moves the focus to the first invalid field of a form. @returns whether there was one. */
export function focusInvalid(form: HTMLElement | null): boolean {
  const wrong = form?.querySelector<HTMLElement>('[aria-invalid=true]:not(fieldset)')
  wrong?.focus()
  return Boolean(wrong)
}

/** Whether focusing a field brings up an on-screen keyboard, which covers half of the page. */
export function hasScreenKeyboard(): boolean {
  return window.matchMedia('(pointer: coarse)').matches
}

/** Whether the element can have the focus. */
export function isThere(element: HTMLElement): boolean {
  return element.isConnected && !element.matches(':disabled') && element.checkVisibility()
}

/** The element that stands in its place, else the one before it; in a list, the corresponding control of that row. */
function successorOf({ element, ways }: Held): HTMLElement | undefined {
  const page = document.querySelector('main')
  for (const { parent, child, index } of ways) {
    if (!parent.isConnected) continue
    if (parent.contains(page)) return
    const place = [...child.querySelectorAll(STOPS)].indexOf(element)
    for (const [row, nearest] of [
      [parent.children[index], 0],
      [parent.children[index - 1], -1],
    ] as const) {
      if (!row) continue
      const stops = stopsIn(row)
      const next = (row.matches('li') ? stops[place] : undefined) ?? stops.at(nearest)
      if (next) return next
    }
  }
}

function stopsIn(row: Element): HTMLElement[] {
  return [row, ...row.querySelectorAll(STOPS)].filter(
    (stop): stop is HTMLElement =>
      stop instanceof HTMLElement && stop.matches(STOPS) && stop.checkVisibility(),
  )
}
