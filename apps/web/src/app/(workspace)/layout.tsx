import type { ReactNode } from 'react'
import { ComingDocument } from '@/features/editor/page/coming-document.tsx'
import { Shell } from '@/features/shell/shell.tsx'
import { askMe } from '@/server/ask-api.ts'

/**
 * One shell around all pages of the workspace, so that the side bar stays as it is from one page to the next. Visitors
 * by share link have no workspace to move about in.
 */
export default async function WorkspaceLayout({ children }: { children: ReactNode }) {
  const me = await askMe()
  if (me.principal.type !== 'user') return children
  return (
    <Shell me={me}>
      <ComingDocument>{children}</ComingDocument>
    </Shell>
  )
}
