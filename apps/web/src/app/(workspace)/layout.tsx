import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import type { ReactNode } from 'react'
import { Shell } from '@/features/shell/shell.tsx'
import { REQUESTED_PATH, signInFor } from '@/lib/requested-path.ts'
import { askMe } from '@/server/ask-api.ts'

export default async function WorkspaceLayout({ children }: { children: ReactNode }) {
  const me = await askMe()
  if (me.principal.type !== 'user') redirect(signInFor((await headers()).get(REQUESTED_PATH)))
  return <Shell me={me}>{children}</Shell>
}
