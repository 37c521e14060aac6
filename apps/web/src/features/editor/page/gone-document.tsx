'use client'
import { usePathname } from 'next/navigation'
import { type ReactNode, useEffect, useState } from 'react'
import { forgetCopy } from '@/features/offline/offline-copies.ts'
import { type KeptText, readKeptText } from '@/features/offline/read-kept-text.ts'
import { useAskBeforeLeaving } from './ask-before-leaving.ts'
import { RefusedDocument } from './refused-document.tsx'

interface GoneDocumentProps {
  /** The person who is signed in: what another person left in this browser stays for them. */
  viewerId: string | null
  /** Shown where this device has nothing of the document. */
  children: ReactNode
}

/**
 * Shown in place of a document that does not exist, or not for this person. What they wrote in it last must not be
 * lost, nor what only this device has.
 */
export function GoneDocument({ viewerId, children }: GoneDocumentProps) {
  const documentId = usePathname().split('/').at(-1) ?? ''
  const [kept, setKept] = useState<KeptText | null>(null)
  const isGone = kept?.refusal === 'document_not_found'
  useEffect(() => {
    let isLeft = false
    void readKeptText(documentId, viewerId).then((found) => {
      // Somebody who leaves before seeing it finds it when they come back.
      if (isLeft) return
      setKept(found)
      if (found?.refusal === 'document_not_found') void forgetCopy(documentId, viewerId)
    })
    return () => {
      isLeft = true
    }
  }, [documentId, viewerId])
  useAskBeforeLeaving(isGone && kept.text !== '')
  if (!kept?.text) return children
  return <RefusedDocument refusal={kept.refusal} ownText={kept.text} />
}
