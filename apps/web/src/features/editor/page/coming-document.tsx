'use client'
import type { ReactNode } from 'react'
import { useShell } from '@/features/shell/shell.tsx'
import { KnownDocument } from './document-loading.tsx'

/**
 * The page, or in its place a document that somebody is going to, before the server has answered. The page stays
 * mounted behind it until it is left.
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
