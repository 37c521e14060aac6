import type { Metadata } from 'next'
import { ResetPage } from '@/features/account/reset-page.tsx'

// What is behind the `#` of the address opens an account: no other page is to be told where one came from.
export const metadata: Metadata = { title: 'New password', referrer: 'no-referrer' }

export default function ResetPasswordPage() {
  return <ResetPage />
}
