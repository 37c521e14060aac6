'use client'
/**
 * Whether the session that this page was made for has ended. The page itself hears it from the API, which answers 401;
 * the other tabs of this browser hear a sign-out at once. After that there is no way back but to load a page anew: nothing of
 * it is left on this device. A session that ran out goes on with the next one of the same person.
 */
import { useSyncExternalStore } from 'react'

/** How it came: somebody signed out in another tab of this browser, or the server knows the session no longer. */
export type SessionEnd = 'signed-out-elsewhere' | 'expired'

const CHANNEL = 'quillwire.session'
/** When somebody last signed out in this browser. */
const SIGNED_OUT_AT = 'quillwire.signed-out-at'
let ended: SessionEnd | null = null
/** Whose page this is; null where it is a visitor's. */
let person: string | null = null
let channel: BroadcastChannel | null = null
const listeners = new Set<() => void>()

export function sessionEnded(end: SessionEnd): void {
  if (wasLeft() || ended === end) return
  ended = end
  for (const listener of listeners) listener()
}

/** After a session that ran out: the page's own person has another one. */
export function sessionGoesOn(): void {
  if (ended !== 'expired') return
  ended = null
  for (const listener of listeners) listener()
}

/** Tells the other tabs of this browser, and the pages that Back leads to. */
export function announceSignOut(): void {
  // By our own channel, which does not hear itself.
  const own = channel ?? new BroadcastChannel(CHANNEL)
  own.postMessage('signed-out')
  try {
    localStorage.setItem(SIGNED_OUT_AT, new Date().toISOString())
  } catch {
    // The storage is full. Signing out goes on.
  }
}

/**
 * Safari keeps a page that one leaves as it was, text and all, and shows it again at Back: not to whoever sits at this
 * computer after a sign-out. It hears nothing meanwhile.
 */
function leaveWhenShownAgain(): void {
  const before = localStorage.getItem(SIGNED_OUT_AT)
  window.addEventListener('pageshow', ({ persisted }) => {
    if (!persisted || localStorage.getItem(SIGNED_OUT_AT) === before) return
    document.documentElement.hidden = true
    window.location.reload()
  })
}

/** Tells whom this page was made for. */
export function pageIsOf(personId: string): void {
  person = personId
}

/** Whether this page was made for whoever has this id. */
export const isPageOf = (personId: string): boolean => person === null || person === personId

export const sessionEnd = (): SessionEnd | null => ended

/** Whether somebody signed out on purpose: the next person to sign in may be another one, and this page has the name of the first. */
export const wasLeft = (): boolean => ended === 'signed-out-elsewhere'

/** Calls the listener when the session ends, and when it goes on. Returns how to stop that. */
export function onSessionEnd(listener: () => void): () => void {
  if (!channel) {
    channel = new BroadcastChannel(CHANNEL)
    channel.onmessage = () => sessionEnded('signed-out-elsewhere')
    leaveWhenShownAgain()
  }
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function useSessionEnd(): SessionEnd | null {
  return useSyncExternalStore(onSessionEnd, sessionEnd, () => null)
}
