'use client'
import { Check, Clock, CloudOff, Eye, LoaderCircle, LogOut, WifiOff } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from '@/lib/cn.ts'
import type { CollaborationState } from '../collaboration/collaboration-state.ts'
import { type DocumentStatus, isAlarming, statusText } from './document-status.ts'
import { useDocumentStatus } from './use-document-status.ts'

const icons: Record<DocumentStatus, ReactNode> = {
  connecting: <LoaderCircle className="animate-spin" />,
  saved: <Check />,
  saving: <LoaderCircle className="animate-spin" />,
  delayed: <Clock />,
  offline: <WifiOff />,
  'read-only': <Eye />,
  'signed-out': <LogOut />,
  unreachable: <CloudOff />,
}

/** The state of the text. Narrow screens show only its icon. */
export function StatusBadge({ state }: { state: CollaborationState }) {
  const status = useDocumentStatus(state)
  const alarming = isAlarming(status)
  return (
    <span
      data-testid="document-status"
      title={explanationOf(status, state.copyLost)}
      className={cn(
        'inline-flex min-w-0 items-center gap-1.5 whitespace-nowrap text-(length:--small) [&_svg]:size-3.5',
        alarming
          ? 'rounded-full bg-warn-soft px-2.5 py-0.5 font-medium text-warn max-sm:p-1.5'
          : 'text-quiet max-sm:mr-1.5',
      )}
    >
      {icons[status]}
      <span className="max-sm:sr-only">{statusText(status, state.copyLost)}</span>
      {state.transport === 'http' && !alarming && (
        <span
          data-testid="transport"
          title="This network blocks WebSockets. What you write travels by plain HTTP instead: just as safe, a little slower."
          className="rounded-full border px-1.5 text-(length:--tiny) leading-4"
        >
          over HTTP
        </span>
      )}
    </span>
  )
}

function explanationOf(status: DocumentStatus, copyLost: boolean): string | undefined {
  if (status === 'delayed')
    return 'The server has not confirmed your latest changes yet. They are kept until it does.'
  if (status !== 'unreachable') return
  return `What you write is kept ${copyLost ? 'in this page alone' : 'on this device'} and sent when the server is back.`
}
