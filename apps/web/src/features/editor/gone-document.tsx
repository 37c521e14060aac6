'use client'
import { usePathname } from 'next/navigation'
import { type ReactNode, useEffect, useState } from 'react'
import { takeUnsentText } from '@/features/offline/take-unsent-text.ts'
import { useAskBeforeLeaving } from './ask-before-leaving.ts'
import { RefusedDocument } from './refused-document.tsx'

interface GoneDocumentProps {
  /** Who is signed in; null for a visitor. */
  viewerId: string | null
  /** What is said where nothing was written in it on this device. */
  children: ReactNode
}

/** In place of a document that there is not, or not for this person: what they wrote in it last is not to be lost. */
export function GoneDocument({ viewerId, children }: GoneDocumentProps) {
  const documentId = usePathname().split('/').at(-1) ?? ''
  const [unsentText, setUnsentText] = useState('')
  useEffect(() => {
    void takeUnsentText(documentId, viewerId).then(setUnsentText)
  }, [documentId, viewerId])
  useAskBeforeLeaving(unsentText !== '')
  if (!unsentText) return children
  return <RefusedDocument refusal="document_not_found" unsentText={unsentText} />
}
