import type { Metadata } from 'next'
import { AccountSettings } from '@/features/account/account-settings.tsx'

export const metadata: Metadata = { title: 'Your account' }
/** Whether mail is sent is a setting of the running process, not of the build. */
export const dynamic = 'force-dynamic'

export default function AccountSettingsPage() {
  return <AccountSettings sendsMail={globalThis.quillwireApi.sendsMail} />
}
