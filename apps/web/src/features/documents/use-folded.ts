'use client'
import { useSyncExternalStore } from 'react'

const KEPT = 'quillwire.folded'
const NONE: ReadonlySet<string> = new Set()

/** Shared by the side bar beside the page and the one over it: two states would overwrite each other. */
let folded: ReadonlySet<string> | undefined
const listeners = new Set<() => void>()

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** Which documents of the tree are folded. Kept in this browser, since people fold them once and for long. */
export function useFolded() {
  return { folded: useSyncExternalStore(subscribe, current, () => NONE), change }
}

function change(ids: readonly string[], open: boolean): void {
  const before = current()
  if (ids.every((id) => before.has(id) !== open)) return
  const next = new Set(before)
  for (const id of ids) {
    if (open) next.delete(id)
    else next.add(id)
  }
  folded = next
  for (const listener of listeners) listener()
  try {
    localStorage.setItem(KEPT, JSON.stringify([...next]))
  } catch {
    // The storage is full or refused: the state lasts as long as the page.
  }
}

function current(): ReadonlySet<string> {
  folded ??= read()
  return folded
}

function read(): ReadonlySet<string> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT) ?? '[]')
    return new Set(Array.isArray(kept) ? kept.filter((id) => typeof id === 'string') : [])
  } catch {
    return NONE
  }
}
