import Link from 'next/link'
import { Button } from '@/components/ui/button.tsx'

const texts: Record<string, { title: string; text: string; retry: boolean }> = {
  document_not_found: {
    title: 'You no longer have access',
    text: 'The document was deleted, or is not shared with you any more. Ask its owner to share it with you.',
    retry: false,
  },
  document_unreadable: {
    title: 'This document cannot be opened',
    text: 'What is stored of it is damaged. It was not opened, so that nothing is overwritten. Tell your admin: it can be restored from a backup.',
    retry: true,
  },
  schema_outdated: {
    title: 'Quillwire was updated',
    text: 'This page is from the version before, and would not know everything that is in the document. Reload to go on; what you wrote is kept.',
    retry: true,
  },
}

/** Why the document is not shown. There is never an empty one in its place. */
export function RefusedDocument({ refusal }: { refusal: string }) {
  const { title, text, retry } = texts[refusal] ?? {
    title: 'This document cannot be opened now',
    text: `The server refused it (${refusal}). Try again; if it stays, tell your admin.`,
    retry: true,
  }
  return (
    <div role="alert" className="document-column grid content-start justify-items-start gap-4 pt-20">
      <h1 className="font-serif text-3xl tracking-tight">{title}</h1>
      <p className="max-w-lg text-quiet leading-relaxed">{text}</p>
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
