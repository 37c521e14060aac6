/**
 * Over HTTP each tab holds a connection of the few that a browser has to a server without HTTP/2, for all its tabs together.
 * With as many tabs as connections no tab could save anything, nor another page be opened: so one that nobody looks at lets
 * go of its own, once everything is saved, and takes it up again when it is seen or has something to send.
 */

/** Who only looks something up in another tab stays. */
const SOON_BACK_MS = 30_000

export interface RestOptions {
  /** Whether nothing is lost while it rests. */
  mayRest(): boolean
  onRest(): void
  onWake(): void
}

export interface Rest {
  readonly isResting: boolean
  wake(): void
  /** Ends it as it is. */
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
