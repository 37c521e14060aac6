import 'server-only'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { REQUESTED_PATH, signInFor } from '@/lib/requested-path.ts'
import { askMe } from './ask-api.ts'

/** Sends strangers to the sign-in page, and from there back to the page that they requested. */
export async function requireUser(): Promise<void> {
  const { principal } = await askMe()
  if (principal.type !== 'user') redirect(signInFor((await headers()).get(REQUESTED_PATH)))
}
