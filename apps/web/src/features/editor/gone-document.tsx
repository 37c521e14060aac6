'use client'
import { usePathname } from 'next/navigation'
import { type ReactNode, useEffect, useState } from 'react'
import { forgetCopy } from '@/features/offline/offline-copies.ts'
import { readUnsentText } from '@/features/offline/unsent-text.ts'
import { useAskBeforeLeaving } from './ask-before-leaving.ts'
import { RefusedDocument } from './refused-document.tsx'

interface GoneDocumentProps {
  /** Who is signed in: what another person left in this browser stays for them. */
  viewerId: string | null
  /** What is said where nothing was written in it on this device. */
  children: ReactNode
}

/** In place of a document that there is not, or not for this person: what they wrote in it last is not to be lost. */
export function GoneDocument({ viewerId, children }: GoneDocumentProps) {
  const documentId = usePathname().split('/').at(-1) ?? ''
  const [unsentText, setUnsentText] = useState('')
  useEffect(() => {
    let isLeft = false
    void readUnsentText(documentId, viewerId).then((text) => {
      // Who leaves before they see it finds it when they come back.
      if (isLeft) return
      setUnsentText(text)
      void forgetCopy(documentId, viewerId)
    })
    return () => {
      isLeft = true
    }
  }, [documentId, viewerId])
  useAskBeforeLeaving(unsentText !== '')
  if (!unsentText) return children
  return <RefusedDocument refusal="document_not_found" unsentText={unsentText} />
}
