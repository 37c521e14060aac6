import type { Metadata } from 'next'
import { ConfirmEmailPage } from '@/features/account/confirm-email-page.tsx'
import { askMe } from '@/server/ask-api.ts'

// What is behind the `#` of the address is for whoever reads its mail: no other page is to be told where one came from.
export const metadata: Metadata = { title: 'New e-mail', referrer: 'no-referrer' }

export default async function ConfirmEmail() {
  const { principal } = await askMe()
  return <ConfirmEmailPage email={principal.email ?? null} />
}
