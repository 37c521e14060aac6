import Link from 'next/link'

export function BackToSignIn() {
  return (
    <>
      Remember it after all?{' '}
      <Link className="text-accent underline underline-offset-4" href="/sign-in">
        Sign in
      </Link>
    </>
  )
}
