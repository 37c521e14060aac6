'use client'
import { useState } from 'react'

const KEPT = 'quillwire.folded'

/** Which documents of the tree are folded: kept in this browser, as one folds them once and for long. */
export function useFolded() {
  const [folded, setFolded] = useState<ReadonlySet<string>>(read)
  return {
    folded,
    change(ids: readonly string[], open: boolean) {
      if (ids.every((id) => folded.has(id) !== open)) return
      const next = new Set(folded)
      for (const id of ids) {
        if (open) next.delete(id)
        else next.add(id)
      }
      setFolded(next)
      localStorage.setItem(KEPT, JSON.stringify([...next]))
    },
  }
}

function read(): ReadonlySet<string> {
  // On the server nothing of the tree is known, and nothing drawn that could differ.
  if (typeof window === 'undefined') return new Set()
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT) ?? '[]')
    return new Set(Array.isArray(kept) ? kept.filter((id) => typeof id === 'string') : [])
  } catch {
    return new Set()
  }
}
