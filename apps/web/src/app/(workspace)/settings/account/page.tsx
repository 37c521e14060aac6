import type { Metadata } from 'next'
import { AccountSettings } from '@/features/account/account-settings.tsx'

export const metadata: Metadata = { title: 'Your account' }

export default function AccountSettingsPage() {
  return <AccountSettings />
}
