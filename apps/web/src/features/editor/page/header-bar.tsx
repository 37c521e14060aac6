'use client'
import type { ReactNode } from 'react'
import { SideBarButton, useShell } from '@/features/shell/shell.tsx'
import { Breadcrumb } from './breadcrumb.tsx'

interface HeaderBarProps {
  documentId: string
  title: string
  /** What stands at the right. */
  children?: ReactNode
}

/** The bar over a document: where it lies, for members, and what can be done with it. */
export function HeaderBar({ documentId, title, children }: HeaderBarProps) {
  const member = useShell() !== null
  return (
    <header className="sticky top-0 z-20 flex h-12 items-center gap-2 pointer-coarse:max-sm:gap-1 print:hidden border-b bg-paper/90 px-3 backdrop-blur sm:gap-3 sm:px-4">
      <SideBarButton />
      {member ? (
        <Breadcrumb documentId={documentId} title={title} />
      ) : (
        <span className="min-w-0 flex-1 truncate text-quiet text-sm max-sm:hidden">{title}</span>
      )}
      <span className="flex-1 sm:hidden" />
      {children}
    </header>
  )
}
