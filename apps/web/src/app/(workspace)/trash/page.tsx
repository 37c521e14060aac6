import type { Metadata } from 'next'
import { TrashPage } from '@/features/documents/trash-page.tsx'

export const metadata: Metadata = { title: 'Trash' }

export default function Trash() {
  return <TrashPage />
}
