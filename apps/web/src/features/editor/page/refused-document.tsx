import Link from 'next/link'
import { Button } from '@/components/ui/button.tsx'
import { OwnText, ownTexts } from './own-text.tsx'

const texts: Record<string, { title: string; text: string; retry: boolean }> = {
  document_not_found: {
    title: 'You no longer have access',
    text: 'The document was deleted, or is no longer shared with you. Ask its owner to share it with you.',
    retry: false,
  },
  document_unknown: {
    title: 'The server has lost this document',
    text: 'It was written after the backup from which the server was restored.',
    retry: false,
  },
  document_unreadable: {
    title: 'This document can’t be opened',
    text: 'Its stored data is damaged. It was not opened, so that nothing is overwritten. Tell your admin: it can be restored from a backup.',
    retry: true,
  },
  too_many_connections_to_document: {
    title: 'Too many people are here',
    text: 'This document is open as many times as this server allows. It opens here by itself when somebody leaves.',
    retry: true,
  },
  too_many_connections_of_person: {
    title: 'You have too many windows open',
    text: 'Close some of the documents that you have open in other windows or on other devices, and this one opens by itself.',
    retry: true,
  },
  too_many_connections_from_address: {
    title: 'Too many documents are open in your network',
    text: 'There are as many as this server allows from one address. This one opens by itself when others there are closed.',
    retry: true,
  },
}

interface RefusedDocumentProps {
  refusal: string
  /**
   * Text that only this device has: what this person wrote and cannot be sent, or all of it. Empty if there is none.
   */
  ownText: string
}

/** Why the document is not shown. There is never an empty one in its place. */
export function RefusedDocument({ refusal, ownText }: RefusedDocumentProps) {
  const { title, text, retry } = texts[refusal] ?? {
    title: 'This document can’t be opened now',
    text: `The server refused it (${refusal}). Try again; if that does not help, tell your admin.`,
    retry: true,
  }
  return (
    <div role="alert" className="document-column grid content-start justify-items-start gap-4 pt-20">
      <h1 className="font-serif text-3xl tracking-tight">{title}</h1>
      <p className="max-w-lg text-quiet leading-relaxed">{text}</p>
      {ownText && (
        <OwnText {...(refusal === 'document_unknown' ? ownTexts.all : ownTexts.unsent)} text={ownText} />
      )}
      {retry ? (
        <Button onClick={() => window.location.reload()}>Reload</Button>
      ) : (
        <Button asChild>
          <Link href="/">To your documents</Link>
        </Button>
      )}
    </div>
  )
}
