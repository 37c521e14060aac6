'use client'
import Link from 'next/link'
import { useEffect, useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { AccountPage } from './account-page.tsx'
import { BackToSignIn } from './back-to-sign-in.tsx'
import { Done } from './done.tsx'
import { ResetForm } from './reset-form.tsx'

/** The target of a link for a new password. Whether the link is valid is known only when the password is sent. */
export function ResetPage() {
  const [token, setToken] = useState<string | null>(null)
  const [outcome, setOutcome] = useState<'changed' | 'unusable' | null>(null)
  useEffect(() => {
    // Also when another link is pasted into the address of this page.
    const read = () => {
      const given = window.location.hash.slice(1)
      setToken(given)
      setOutcome(given ? null : 'unusable')
    }
    read()
    window.addEventListener('hashchange', read)
    return () => window.removeEventListener('hashchange', read)
  }, [])
  return (
    <AccountPage
      title="Choose a new password"
      lead={!outcome && 'You’ll be signed out everywhere, and sign in again with the new one.'}
      foot={outcome !== 'changed' && <BackToSignIn />}
    >
      {outcome === 'unusable' && (
        <Done title="This link doesn’t work">
          <p>
            It was used already, is older than an hour, or its address isn’t complete. A link also ends when
            the password is changed.
          </p>
          <Button asChild className="justify-self-start">
            <Link href="/forgot-password">Get another link</Link>
          </Button>
        </Done>
      )}
      {outcome === 'changed' && (
        <Done title="Your password has been changed">
          <p>You have been signed out everywhere. Sign in again with the new one.</p>
          <Button asChild className="justify-self-start">
            {/* A full load: whoever was signed in here may not be any more. */}
            <a href="/sign-in">Sign in</a>
          </Button>
        </Done>
      )}
      {!outcome && <ResetForm token={token ?? ''} onOutcome={setOutcome} />}
    </AccountPage>
  )
}
