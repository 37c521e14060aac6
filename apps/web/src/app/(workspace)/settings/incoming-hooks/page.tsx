import type { Metadata } from 'next'
import { HooksPage } from '@/features/incoming-hooks/hooks-page.tsx'

export const metadata: Metadata = { title: 'Incoming hooks' }

export default function IncomingHooksPage() {
  return <HooksPage />
}
