import type { Metadata } from 'next'
import { ConfirmEmailPage } from '@/features/account/confirm-email-page.tsx'
import { askMe } from '@/server/ask-api.ts'

// The token behind the `#` of the address is for the reader of the mail alone: no other page may be told the address.
export const metadata: Metadata = { title: 'New e-mail', referrer: 'no-referrer' }

export default async function ConfirmEmail() {
  const { principal } = await askMe()
  return <ConfirmEmailPage email={principal.email ?? null} />
}
