'use client'
/**
 * Whether the session that this page was made for has ended. The page itself hears it from the API, which answers 401;
 * the other tabs of this browser hear a sign-out at once. There is no way back but to load a page anew: the next person
 * to sign in may be another one.
 */
import { useSyncExternalStore } from 'react'

/** How it came: somebody signed out in another tab of this browser, or the server knows the session no longer. */
export type SessionEnd = 'signed-out-elsewhere' | 'expired'

const CHANNEL = 'quillwire.session'
let ended: SessionEnd | null = null
let channel: BroadcastChannel | null = null
const listeners = new Set<() => void>()

export function sessionEnded(end: SessionEnd): void {
  if (ended === 'signed-out-elsewhere' || ended === end) return
  ended = end
  for (const listener of listeners) listener()
}

/** Tells the other tabs of this browser. */
export function announceSignOut(): void {
  // By our own channel, which does not hear itself.
  const own = channel ?? new BroadcastChannel(CHANNEL)
  own.postMessage('signed-out')
}

export const sessionEnd = (): SessionEnd | null => ended

/** Calls the listener when the session ends. Returns how to stop that. */
export function onSessionEnd(listener: () => void): () => void {
  if (!channel) {
    channel = new BroadcastChannel(CHANNEL)
    channel.onmessage = () => sessionEnded('signed-out-elsewhere')
  }
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function useSessionEnd(): SessionEnd | null {
  return useSyncExternalStore(onSessionEnd, sessionEnd, () => null)
}
