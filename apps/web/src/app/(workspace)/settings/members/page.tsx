import type { Metadata } from 'next'
import { MembersSettings } from '@/features/settings/members-settings.tsx'

export const metadata: Metadata = { title: 'Members' }

export default function MembersPage() {
  return <MembersSettings />
}
