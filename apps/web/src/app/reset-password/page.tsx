import type { Metadata } from 'next'
import { ResetPage } from '@/features/account/reset-page.tsx'

// The token behind the `#` of the address opens an account: no other page may be told the address.
export const metadata: Metadata = { title: 'New password', referrer: 'no-referrer' }

export default function ResetPasswordPage() {
  return <ResetPage />
}
