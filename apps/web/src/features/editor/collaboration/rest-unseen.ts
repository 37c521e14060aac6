/**
 * Without HTTP/2 a browser has only a few connections to a server for all its tabs together, and over HTTP each tab
 * holds one. With as many tabs as connections no tab could save anything, and no other page be opened. So a hidden tab
 * drops its connection once everything is saved, and connects again when it is seen or has something to send.
 */

/** Somebody who only looks something up in another tab is back within this time. */
const SOON_BACK_MS = 30_000

export interface RestOptions {
  /** Whether nothing is lost while the tab rests. */
  mayRest(): boolean
  onRest(): void
  onWake(): void
}

export interface Rest {
  readonly isResting: boolean
  wake(): void
  /** Ends this without waking the tab. */
  stop(): void
}

export function restUnseen({ mayRest, onRest, onWake }: RestOptions): Rest {
  let isResting = false
  let timer: ReturnType<typeof setTimeout> | undefined

  function restSoon() {
    clearTimeout(timer)
    timer = setTimeout(() => {
      if (!mayRest()) return restSoon()
      isResting = true
      onRest()
    }, SOON_BACK_MS)
  }

  function wake() {
    if (!isResting) return
    isResting = false
    if (document.hidden) restSoon()
    onWake()
  }

  function look() {
    clearTimeout(timer)
    if (!document.hidden) wake()
    else if (!isResting) restSoon()
  }

  document.addEventListener('visibilitychange', look)
  look()
  return {
    get isResting() {
      return isResting
    },
    wake,
    stop() {
      document.removeEventListener('visibilitychange', look)
      clearTimeout(timer)
      isResting = false
    },
  }
}
