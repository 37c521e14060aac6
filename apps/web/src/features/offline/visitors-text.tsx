'use client'
import { useEffect, useState } from 'react'
import { OwnText, ownTexts } from '@/features/editor/page/own-text.tsx'
import { mayBeKept } from './offline-copies.ts'

const DOCUMENT_PATH = /^\/d\/([^/?#]+)/

/**
 * What a visitor with a share link wrote last, where the link ended before it was sent. Without it they are strangers
 * to the document, and are asked to sign in. The text stays on the device, since another link may let it be sent.
 */
export function VisitorsText({ path }: { path: string }) {
  const [text, setText] = useState('')
  const documentId = DOCUMENT_PATH.exec(path)?.[1]
  useEffect(() => {
    if (documentId) void keptText(documentId).then(setText)
  }, [documentId])
  return text && <OwnText {...ownTexts.visitors} text={text} />
}

async function keptText(documentId: string): Promise<string> {
  if (!mayBeKept(documentId, null)) return ''
  // The editor's code, which reads the text, comes only for somebody of whom this device keeps some.
  const reader = await import('./read-kept-text.ts').catch(() => null)
  return (await reader?.readKeptText(documentId, null))?.text ?? ''
}
