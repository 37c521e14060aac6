'use client'
import { Pause, Pencil, Play, Trash2 } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { toast } from 'sonner'
import { Button } from '@/components/ui/button.tsx'
import { CopyButton } from '@/components/ui/copy-button.tsx'
import { Confirm } from '@/components/ui/dialog.tsx'
import type { Endpoint } from '@/lib/api-types.ts'
import { nameOf } from '../endpoint-name.ts'
import { EndpointStatus } from '../endpoint-status.tsx'
import { EndpointDialog } from '../form/endpoint-dialog.tsx'
import { useDeleteEndpoint, useSetStatus } from '../use-endpoints.ts'
import type { OperationKind } from '../use-operations.ts'
import { Banners } from './banners.tsx'
import { missedSince } from './missed-since.ts'
import { ResendDialog } from './resend-dialog.tsx'
import { ResendMenu } from './resend-menu.tsx'

interface Resending {
  kind: OperationKind
  since?: string | undefined
}

/** The name of an endpoint, its actions, and banners with what an admin has to know now. */
export function EndpointHead({ endpoint }: { endpoint: Endpoint }) {
  const router = useRouter()
  const [editing, setEditing] = useState(false)
  const [deleting, setDeleting] = useState(false)
  const [resending, setResending] = useState<Resending | null>(null)
  const setStatus = useSetStatus(endpoint.id)
  const remove = useDeleteEndpoint(endpoint.id)
  const active = endpoint.status === 'active'
  const stream = endpoint.kind === 'stream'
  // Read before the endpoint is enabled, which erases this moment.
  const since = missedSince(endpoint)
  return (
    <>
      <div className="@container">
        <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
          <h2 className="min-w-[min(14rem,100%)] flex-1 py-0.5 font-semibold text-lg tracking-tight [overflow-wrap:anywhere] sm:pointer-coarse:py-2 [&>span]:align-[2px]">
            <bdi className="mr-2">{nameOf(endpoint)}</bdi> <EndpointStatus endpoint={endpoint} />
          </h2>
          {/* Below the buttons only if these have room beside the name. */}
          {endpoint.url && (
            <div className="flex w-full items-center gap-3 @min-[44rem]:order-last">
              <code
                title={endpoint.url}
                className="line-clamp-2 break-all font-mono text-(length:--small) text-quiet"
              >
                {endpoint.url}
              </code>
              <CopyButton text={endpoint.url} label="Copy" name="Copy URL" />
            </div>
          )}
          <div className="flex flex-wrap gap-2 max-sm:gap-1.5 max-sm:[&_svg:first-child]:hidden">
            {!stream && (
              <>
                <Button variant="secondary" size="sm" onClick={() => setEditing(true)}>
                  <Pencil /> Edit
                </Button>
                <Button
                  variant="secondary"
                  size="sm"
                  disabled={setStatus.isPending}
                  onClick={() => setStatus.mutate(active ? 'paused' : 'active')}
                >
                  {active ? <Pause /> : <Play />}
                  {active ? 'Pause' : endpoint.status === 'paused' ? 'Resume' : 'Enable'}
                </Button>
                <ResendMenu active={active} onChoose={(kind) => setResending({ kind })} />
              </>
            )}
            <Button variant="secondary" size="sm" onClick={() => setDeleting(true)}>
              <Trash2 /> Delete
            </Button>
          </div>
        </div>
      </div>
      <Banners
        endpoint={endpoint}
        busy={setStatus.isPending}
        onCatchUp={() =>
          setStatus.mutate('active', {
            onSuccess: () => setResending({ kind: 'replay', since }),
          })
        }
        onSendAgain={(since) => setResending({ kind: 'recover', since })}
      />
      <EndpointDialog
        open={editing}
        onOpenChange={setEditing}
        endpoint={endpoint}
        onSaved={() => toast('Changes saved.')}
      />
      <ResendDialog
        endpoint={endpoint}
        kind={resending?.kind ?? null}
        since={resending?.since}
        onClose={() => setResending(null)}
      />
      <Confirm
        open={deleting}
        onOpenChange={setDeleting}
        title={`Delete “${nameOf(endpoint)}”?`}
        description={
          stream
            ? 'Its place in the stream and its log are deleted. If it connects again, it starts as a new consumer.'
            : 'Nothing more is sent there, and its delivery log is deleted.'
        }
        action="Delete"
        onConfirm={() => remove.mutate(undefined, { onSuccess: () => router.push('/settings/webhooks') })}
      />
    </>
  )
}
