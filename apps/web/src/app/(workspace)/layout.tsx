import { redirect } from 'next/navigation'
import type { ReactNode } from 'react'
import { Shell } from '@/features/shell/shell.tsx'
import { askMe } from '@/server/ask-api.ts'

export default async function WorkspaceLayout({ children }: { children: ReactNode }) {
  const me = await askMe()
  if (me.principal.type !== 'user') redirect('/sign-in')
  return <Shell me={me}>{children}</Shell>
}
