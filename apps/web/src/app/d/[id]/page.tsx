import type { Metadata } from 'next'
import { notFound, redirect } from 'next/navigation'
import { DocumentPage } from '@/features/editor/document-page.tsx'
import { Shell } from '@/features/shell/shell.tsx'
import type { Document } from '@/lib/api-types.ts'
import { askApi, askMe } from '@/server/ask-api.ts'

interface Props {
  params: Promise<{ id: string }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const document = await askApi<Document>(`/documents/${(await params).id}`)
  const title = document ? document.title || 'Untitled' : 'Not found'
  return { title, robots: { index: false } }
}

export default async function DocumentRoute({ params }: Props) {
  const { id } = await params
  const [document, me] = await Promise.all([askApi<Document>(`/documents/${id}`), askMe()])
  if (!document) {
    if (me.principal.type !== 'user') redirect(`/sign-in?next=${encodeURIComponent(`/d/${id}`)}`)
    notFound()
  }
  const page = (
    <DocumentPage
      key={id}
      document={document}
      member={me.principal.type === 'user'}
      viewerId={me.principal.id}
    />
  )
  // Who came by a share link has no workspace to move about in.
  return me.workspace ? <Shell me={me}>{page}</Shell> : page
}
