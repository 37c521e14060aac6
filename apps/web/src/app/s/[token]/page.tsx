import type { Metadata } from 'next'
import { OpenShareLink } from '@/features/sharing/open-share-link.tsx'

export const metadata: Metadata = { title: 'Opening…', robots: { index: false }, referrer: 'no-referrer' }

export default async function ShareLinkPage({ params }: { params: Promise<{ token: string }> }) {
  return <OpenShareLink token={(await params).token} />
}
