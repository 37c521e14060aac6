'use client'
import { usePathname } from 'next/navigation'
import { type ReactNode, useEffect, useState } from 'react'
import { forgetCopy } from '@/features/offline/offline-copies.ts'
import { type KeptText, readKeptText } from '@/features/offline/read-kept-text.ts'
import { useAskBeforeLeaving } from './ask-before-leaving.ts'
import { RefusedDocument } from './refused-document.tsx'

interface GoneDocumentProps {
  /** Who is signed in: what another person left in this browser stays for them. */
  viewerId: string | null
  /** What is said where this device has nothing of it. */
  children: ReactNode
}

/**
 * In place of a document that there is not, or not for this person: what they wrote in it last is not to be lost, nor is
 * what is here alone.
 */
export function GoneDocument({ viewerId, children }: GoneDocumentProps) {
  const documentId = usePathname().split('/').at(-1) ?? ''
  const [kept, setKept] = useState<KeptText | null>(null)
  const isGone = kept?.refusal === 'document_not_found'
  useEffect(() => {
    let isLeft = false
    void readKeptText(documentId, viewerId).then((found) => {
      // Who leaves before they see it finds it when they come back.
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
