'use client'
/**
 * Whether the session that this page was made for has ended. The page learns it from the API, which answers 401. The
 * other tabs of this browser learn of a sign-out at once. After a sign-out a page has to be loaded anew: nothing of the
 * session is left on this device. After an expired session a page goes on if the same person signs in again.
 */
import { useSyncExternalStore } from 'react'

/** Why: somebody signed out in another tab of this browser, or the server no longer knows the session. */
export type SessionEnd = 'signed-out-elsewhere' | 'expired'

const CHANNEL = 'quillwire.session'
/** When somebody last signed out in this browser. */
const SIGNED_OUT_AT = 'quillwire.signed-out-at'
let ended: SessionEnd | null = null
/** The person whom this page was made for; null for a visitor. */
let person: string | null = null
let channel: BroadcastChannel | null = null
const listeners = new Set<() => void>()

export function sessionEnded(end: SessionEnd): void {
  if (wasLeft() || ended === end) return
  ended = end
  for (const listener of listeners) listener()
}

/** After an expired session: the same person has a new one. */
export function sessionGoesOn(): void {
  if (ended !== 'expired') return
  ended = null
  for (const listener of listeners) listener()
}

/** Tells the other tabs of this browser, and the pages that Back may show again. */
export function announceSignOut(): void {
  // Through this page's channel, if it has one: a channel does not hear its own messages.
  const own = channel ?? new BroadcastChannel(CHANNEL)
  own.postMessage('signed-out')
  try {
    localStorage.setItem(SIGNED_OUT_AT, new Date().toISOString())
  } catch {
    // The storage is full. Signing out goes on.
  }
}

/**
 * Safari keeps a page that is left, text and all, and shows it again on Back. After a sign-out, whoever sits at this
 * computer must not see it. A kept page receives no messages, so it checks when it is shown again.
 */
function leaveWhenShownAgain(): void {
  const before = localStorage.getItem(SIGNED_OUT_AT)
  window.addEventListener('pageshow', ({ persisted }) => {
    if (!persisted || localStorage.getItem(SIGNED_OUT_AT) === before) return
    document.documentElement.hidden = true
    window.location.reload()
  })
}

/** Records whom this page was made for. */
export function pageIsOf(personId: string): void {
  person = personId
}

/** Whether this page was made for whoever has this id. */
export const isPageOf = (personId: string): boolean => person === null || person === personId

export const sessionEnd = (): SessionEnd | null => ended

/** Whether somebody signed out on purpose: the next person to sign in may be another than this page was made for. */
export const wasLeft = (): boolean => ended === 'signed-out-elsewhere'

/** Calls the listener when the session ends or goes on. Returns a function that stops this. */
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
