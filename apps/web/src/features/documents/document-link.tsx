'use client'
import type { ComponentProps } from 'react'
import { RowLink } from '@/components/ui/row-link.tsx'
import { useShell } from '@/features/shell/shell.tsx'

interface DocumentLinkProps extends Omit<ComponentProps<typeof RowLink>, 'href' | 'onNavigate'> {
  id: string
}

/** A link to a document in a list. What is already known of the document shows at once, even if the server is slow. */
export function DocumentLink({ id, ...props }: DocumentLinkProps) {
  const shell = useShell()
  return <RowLink {...props} href={`/d/${id}`} onNavigate={() => shell?.announce(id)} />
}
