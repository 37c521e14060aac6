import type { Metadata } from 'next'
import { AccountPage } from '@/features/account/account-page.tsx'
import { BackToSignIn } from '@/features/account/back-to-sign-in.tsx'
import { ForgottenForm } from '@/features/account/forgotten-form.tsx'

export const metadata: Metadata = { title: 'Forgotten password' }
/** Whether mail is sent is a setting of the running process, not of the build. */
export const dynamic = 'force-dynamic'

export default function ForgottenPasswordPage() {
  if (globalThis.quillwireApi.sendsMail)
    return (
      <AccountPage
        title="Forgot your password?"
        lead="We’ll send you a link to choose a new one."
        foot={<BackToSignIn />}
      >
        <ForgottenForm />
      </AccountPage>
    )
  return (
    <AccountPage
      title="Forgot your password?"
      lead="This Quillwire sends no e-mail. Ask the person who runs it for a link to choose a new password, and tell them the address you sign in with."
      foot={<BackToSignIn />}
    >
      <div className="grid gap-2 rounded-lg border bg-sunken px-4 py-3 text-quiet text-sm">
        <p>They make the link on the server:</p>
        <code className="text-ink [overflow-wrap:anywhere]">npm run reset-password -- you@example.com</code>
      </div>
    </AccountPage>
  )
}
