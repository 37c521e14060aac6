'use client'
import { useEffect, useState } from 'react'
import { OwnText, ownTexts } from '@/features/editor/page/own-text.tsx'

const DOCUMENT_PATH = /^\/d\/([^/?#]+)/

/**
 * What a visitor with a share link wrote last, where the link ended before it was sent. Without it they are strangers
 * to the document, and are asked to sign in. The text stays on the device, since another link may let it be sent.
 */
export function VisitorsText({ path }: { path: string }) {
  const [text, setText] = useState('')
  const documentId = DOCUMENT_PATH.exec(path)?.[1]
  useEffect(() => {
    // The editor's code, which reads the text, comes only for somebody who is on the way to a document.
    if (documentId)
      void import('./read-kept-text.ts')
        .then(({ readKeptText }) => readKeptText(documentId, null))
        .then((kept) => setText(kept?.text ?? ''))
  }, [documentId])
  return text && <OwnText {...ownTexts.visitors} text={text} />
}
