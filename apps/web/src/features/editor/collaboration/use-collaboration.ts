'use client'
import { useEffect, useRef, useState } from 'react'
import { useSessionEnd } from '@/lib/session-end.ts'
import { useAskBeforeLeaving } from '../page/ask-before-leaving.ts'
import { initialState } from './collaboration-state.ts'
import { type Collaboration, createCollaboration } from './create-collaboration.ts'
import type { DocumentMessage } from './server-connection.ts'

const NO_RIGHTS = { canWrite: false, canComment: false, canShare: false, canRestore: false }

/**
 * The live document of a page, for as long as the page shows it; null until it is there.
 * @param viewerId the person the server made this page for; null for a visitor.
 */
export function useCollaboration(
  documentId: string,
  viewerId: string | null,
  onMessage: (message: DocumentMessage) => void,
) {
  const [collaboration, setCollaboration] = useState<Collaboration | null>(null)
  const [state, setState] = useState(initialState)
  const listener = useRef(onMessage)
  listener.current = onMessage
  // A visitor has no session that could end.
  const signedOut = useSessionEnd() !== null && viewerId !== null

  useEffect(() => {
    let created: Collaboration | null = null
    let ended = false
    // In development React runs each effect twice in a row, which would open a socket only to close it at once.
    queueMicrotask(() => {
      if (ended) return
      created = createCollaboration({
        documentId,
        viewerId,
        onState: setState,
        onMessage: (message) => listener.current(message),
      })
      setCollaboration(created)
    })
    return () => {
      ended = true
      created?.close()
      setCollaboration(null)
      setState(initialState)
    }
  }, [documentId, viewerId])

  // What neither the server nor this device has is in this page alone.
  useAskBeforeLeaving((state.copyLost && state.unacknowledged > 0) || state.unsentText !== '')

  return {
    collaboration,
    state: signedOut ? { ...state, signedOut, ...NO_RIGHTS } : state,
  }
}
