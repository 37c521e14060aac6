import type { Metadata } from 'next'
import Link from 'next/link'
import { redirect } from 'next/navigation'
import { AccountForm } from '@/features/account/account-form.tsx'
import { AccountPage } from '@/features/account/account-page.tsx'
import { ownPath } from '@/lib/own-path.ts'
import { askMe } from '@/server/ask-api.ts'

export const metadata: Metadata = { title: 'Sign up' }

export default async function SignUpPage({ searchParams }: { searchParams: Promise<{ next?: string }> }) {
  const next = ownPath((await searchParams).next)
  if ((await askMe()).principal.type === 'user') redirect(next)
  return (
    <AccountPage
      title="Create your account"
      lead="You get a workspace of your own and can invite others with a link."
      foot={
        <>
          Already have an account?{' '}
          <Link
            className="text-accent underline underline-offset-4"
            href={`/sign-in?next=${encodeURIComponent(next)}`}
          >
            Sign in
          </Link>
        </>
      }
    >
      <AccountForm kind="sign-up" next={next} />
    </AccountPage>
  )
}
