import type { Metadata } from 'next'
import { HookPage } from '@/features/incoming-hooks/hook-page.tsx'

export const metadata: Metadata = { title: 'Incoming hook' }

export default async function IncomingHookPage({ params }: { params: Promise<{ id: string }> }) {
  return <HookPage id={(await params).id} />
}
