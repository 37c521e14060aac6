'use client'
import { useEffect, useState } from 'react'
import { OwnText, ownTexts } from '@/features/editor/page/own-text.tsx'
import { readKeptText } from './read-kept-text.ts'

const DOCUMENT_PATH = /^\/d\/([^/?#]+)/

/**
 * What a visitor by a share link wrote last, where the link has ended before it was sent: without it they are strangers to
 * the document, who are asked to sign in. It stays on the device, for another link may take it.
 */
export function VisitorsText({ path }: { path: string }) {
  const [text, setText] = useState('')
  const documentId = DOCUMENT_PATH.exec(path)?.[1]
  useEffect(() => {
    if (documentId) void readKeptText(documentId, null).then((kept) => setText(kept?.text ?? ''))
  }, [documentId])
  return text && <OwnText {...ownTexts.visitors} text={text} />
}
