'use client'
import Link from 'next/link'
import { useEffect, useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { Failure } from '@/components/ui/failure.tsx'
import { ApiError, accountApi } from '@/lib/api.ts'
import { AccountPage } from './account-page.tsx'
import { accountProblem } from './account-problem.ts'
import { Done } from './done.tsx'
import { forgetToken, keepToken, readToken } from './kept-token.ts'

type Outcome = { to: string } | 'unusable' | 'taken'

/** The target of the link that was sent to a new address. @param email the address of whoever is signed in here. */
export function ConfirmEmailPage({ email }: { email: string | null }) {
  const [token, setToken] = useState<string | null>(null)
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  useEffect(() => {
    // Also when another link is pasted into the address of this page.
    const read = () => {
      const given = readToken()
      setToken(given)
      setOutcome(given ? null : 'unusable')
    }
    read()
    window.addEventListener('hashchange', read)
    return () => window.removeEventListener('hashchange', read)
  }, [])
  const end = (how: Outcome) => {
    forgetToken()
    setOutcome(how)
  }
  return (
    <AccountPage
      title="Your new e-mail"
      lead={
        outcome === null &&
        (email ? (
          <span className="[overflow-wrap:anywhere]">
            You are signed in with {email}. Once you confirm, you sign in with the new address.
          </span>
        ) : (
          'Sign in with your account’s current address. You then come back here.'
        ))
      }
      foot={null}
    >
      {outcome === null &&
        (email ? <ConfirmButton token={token} onOutcome={end} /> : <SignInFirst token={token} />)}
      {outcome === 'unusable' && (
        <Done title="This link doesn’t work">
          <p>
            It was used already, is older than an hour, was sent for another account, or its address isn’t
            complete. A link also ends when one for another address is requested, or the password is changed.
          </p>
          <ToAccount />
        </Done>
      )}
      {outcome === 'taken' && (
        <Done title="Another account has this address">
          <p>It took the address after the link was sent. Your account keeps its current one.</p>
          <ToAccount />
        </Done>
      )}
      {typeof outcome === 'object' && outcome && (
        <Done title="Your e-mail has been changed">
          <p className="[overflow-wrap:anywhere]">
            You sign in with {outcome.to} from now on. Your password is the same, and you stay signed in where
            you are.
          </p>
          <Button asChild className="justify-self-start">
            {/* A full load: every part of the page has to know the new address. */}
            <a href="/">Go to your documents</a>
          </Button>
        </Done>
      )}
    </AccountPage>
  )
}

function ToAccount() {
  return (
    <Button asChild className="justify-self-start">
      <Link href="/settings/account">Go to your account</Link>
    </Button>
  )
}

/** The link alone lets nobody in: it may have been sent to a stranger by mistake. */
function SignInFirst({ token }: { token: string | null }) {
  return (
    <Button asChild className="h-10 w-full">
      <a href="/sign-in?next=/confirm-email" onClick={() => token && keepToken(token)}>
        Sign in
      </a>
    </Button>
  )
}

function ConfirmButton({ token, onOutcome }: { token: string | null; onOutcome(outcome: Outcome): void }) {
  const [failure, setFailure] = useState('')
  const [isSending, setSending] = useState(false)
  const confirm = async () => {
    setFailure('')
    setSending(true)
    try {
      const { email } = await accountApi<{ email: string }>('POST', '/confirm-email-change', { token })
      onOutcome({ to: email })
    } catch (error) {
      const outcome = error instanceof ApiError ? ENDED[error.code] : undefined
      if (outcome) onOutcome(outcome)
      else setFailure(accountProblem(error).message)
    }
    setSending(false)
  }
  return (
    <div className="grid gap-4">
      {failure && <Failure message={failure} />}
      <Button className="h-10" disabled={isSending || token === null} onClick={confirm}>
        Confirm the new address
      </Button>
    </div>
  )
}

const ENDED: Record<string, Outcome> = { INVALID_TOKEN: 'unusable', EMAIL_TAKEN: 'taken' }
