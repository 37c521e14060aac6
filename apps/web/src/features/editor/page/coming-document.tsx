'use client'
import type { ReactNode } from 'react'
import { useShell } from '@/features/shell/shell.tsx'
import { KnownDocument } from './document-loading.tsx'

/**
 * The page, and in its place a document that somebody went to, before the server has said anything. The page stays alive
 * behind it until it is left.
 */
export function ComingDocument({ children }: { children: ReactNode }) {
  const coming = useShell()?.coming ?? null
  return (
    <>
      {coming !== null && <KnownDocument id={coming} />}
      <div hidden={coming !== null}>{children}</div>
    </>
  )
}
