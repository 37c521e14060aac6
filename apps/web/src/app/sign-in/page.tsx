import type { Metadata } from 'next'
import Link from 'next/link'
import { redirect } from 'next/navigation'
import { AccountForm } from '@/features/account/account-form.tsx'
import { AccountPage } from '@/features/account/account-page.tsx'
import { VisitorsText } from '@/features/offline/visitors-text.tsx'
import { ownPath } from '@/lib/own-path.ts'
import { askMe } from '@/server/ask-api.ts'

export const metadata: Metadata = { title: 'Sign in' }

export default async function SignInPage({ searchParams }: { searchParams: Promise<{ next?: string }> }) {
  const next = ownPath((await searchParams).next)
  if ((await askMe()).principal.type === 'user') redirect(next)
  // On a new installation nobody can sign in yet.
  if (!(await globalThis.quillwireApi.hasPeople()))
    redirect(next === '/' ? '/sign-up' : `/sign-up?next=${encodeURIComponent(next)}`)
  return (
    <AccountPage
      title="Welcome back"
      lead="Sign in to keep writing."
      foot={
        <>
          No account yet?{' '}
          <Link
            className="text-accent underline underline-offset-4"
            href={`/sign-up?next=${encodeURIComponent(next)}`}
          >
            Sign up
          </Link>
        </>
      }
    >
      <VisitorsText path={next} />
      <AccountForm kind="sign-in" next={next} />
    </AccountPage>
  )
}
