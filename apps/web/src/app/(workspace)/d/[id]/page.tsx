import type { Metadata } from 'next'
import { DocumentPage } from '@/features/editor/page/document-page.tsx'
import { askMe } from '@/server/ask-api.ts'
import { askDocument, requireDocument } from '@/server/require-document.ts'

interface Props {
  params: Promise<{ id: string }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const document = await askDocument((await params).id)
  const title = document ? document.title || 'Untitled' : 'There is nothing here'
  return { title, robots: { index: false } }
}

export default async function DocumentRoute({ params }: Props) {
  const { id } = await params
  const [document, me] = await Promise.all([requireDocument(id), askMe()])
  return <DocumentPage key={id} document={document} viewerId={me.principal.id} />
}
