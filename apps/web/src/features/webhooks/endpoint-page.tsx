'use client'
import { ChevronLeft, Eye, EyeOff, Pause, Pencil, Play, Send, Trash2 } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { toast } from 'sonner'
import { Badge, CopyButton, Failure, Skeleton, Time } from '@/components/ui/bits.tsx'
import { Button } from '@/components/ui/button.tsx'
import { Confirm } from '@/components/ui/dialog.tsx'
import { Select } from '@/components/ui/input.tsx'
import { api, messageOf } from '@/lib/api.ts'
import type { Endpoint } from '@/lib/api-types.ts'
import { DeliveryLog } from './delivery-log.tsx'
import { EndpointDialog } from './endpoint-dialog.tsx'
import { EndpointStatus } from './endpoint-status.tsx'
import { useDeleteEndpoint, useEndpoint, useEventTypes, useSetStatus, useTestEvent } from './use-endpoints.ts'

export function EndpointPage({ id }: { id: string }) {
  const endpoint = useEndpoint(id)
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-8">
      <Link
        href="/settings/webhooks"
        className="inline-flex items-center gap-1 justify-self-start text-quiet text-sm hover:text-ink"
      >
        <ChevronLeft className="size-4" /> All endpoints
      </Link>
      {endpoint.isPending ? (
        <Skeleton className="h-48" />
      ) : endpoint.isError ? (
        <Failure message={messageOf(endpoint.error)} onRetry={() => endpoint.refetch()} />
      ) : (
        <>
          <Facts endpoint={endpoint.data} />
          <DeliveryLog endpointId={id} />
        </>
      )}
    </div>
  )
}

function Facts({ endpoint }: { endpoint: Endpoint }) {
  const router = useRouter()
  const [editing, setEditing] = useState(false)
  const [deleting, setDeleting] = useState(false)
  const setStatus = useSetStatus(endpoint.id)
  const remove = useDeleteEndpoint(endpoint.id)
  const active = endpoint.status === 'active'
  return (
    <section className="grid grid-cols-[minmax(0,1fr)] gap-5">
      <div className="flex flex-wrap items-start gap-3">
        <div className="grid min-w-56 flex-1 gap-1">
          <h2 className="flex flex-wrap items-center gap-3 font-semibold text-lg tracking-tight">
            {endpoint.description || new URL(endpoint.url).host} <EndpointStatus endpoint={endpoint} />
          </h2>
          <code className="break-all font-mono text-[13px] text-quiet">{endpoint.url}</code>
        </div>
        <div className="flex flex-wrap gap-2">
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
          <Button variant="secondary" size="sm" onClick={() => setDeleting(true)}>
            <Trash2 /> Delete
          </Button>
        </div>
      </div>
      {endpoint.status === 'disabled' && (
        <Failure
          message={
            endpoint.disabledReason === 'gone'
              ? 'It answered 410 Gone, so nothing more is sent. Enable it when it is back.'
              : 'It failed for five days without one success, so nothing more is sent. Enable it when it is back.'
          }
        />
      )}
      {endpoint.status === 'paused' && (
        <p className="rounded-lg bg-warn-soft px-4 py-3 text-sm text-warn">
          Paused: what happens meanwhile is kept, and sent when you resume.
        </p>
      )}
      <dl className="grid gap-x-6 gap-y-4 rounded-xl border bg-surface p-5 text-sm sm:grid-cols-[8rem_minmax(0,1fr)]">
        <dt className="text-quiet">Events</dt>
        <dd className="flex flex-wrap gap-1.5">
          {endpoint.eventTypes.map((type) => (
            <Badge key={type} className="font-mono">
              {type}
            </Badge>
          ))}
        </dd>
        <dt className="text-quiet">Secret</dt>
        <dd>
          <Secret id={endpoint.id} />
        </dd>
        <dt className="text-quiet">Last delivered</dt>
        <dd>{endpoint.lastSuccessAt ? <Time iso={endpoint.lastSuccessAt} /> : 'Nothing yet'}</dd>
        <dt className="text-quiet">Try it</dt>
        <dd>
          <TestEvent endpoint={endpoint} />
        </dd>
      </dl>
      <EndpointDialog
        open={editing}
        onOpenChange={setEditing}
        endpoint={endpoint}
        onSaved={() => toast('The endpoint is changed.')}
      />
      <Confirm
        open={deleting}
        onOpenChange={setDeleting}
        title="Delete this endpoint?"
        description="Nothing more is sent there, and its log of deliveries goes with it."
        action="Delete"
        onConfirm={() => remove.mutate(undefined, { onSuccess: () => router.push('/settings/webhooks') })}
      />
    </section>
  )
}

function Secret({ id }: { id: string }) {
  const [secret, setSecret] = useState('')
  async function reveal() {
    try {
      setSecret((await api<{ secret: string }>('GET', `/webhook-endpoints/${id}/secret`)).secret)
    } catch (error) {
      toast.error(messageOf(error))
    }
  }
  return (
    <div className="flex flex-wrap items-center gap-2">
      <code data-testid="webhook-secret" className="break-all font-mono text-[13px]">
        {secret || 'whsec_••••••••••••••••'}
      </code>
      <Button variant="secondary" size="sm" onClick={secret ? () => setSecret('') : reveal}>
        {secret ? <EyeOff /> : <Eye />}
        {secret ? 'Hide' : 'Reveal secret'}
      </Button>
      {secret && <CopyButton text={secret} label="Copy" />}
    </div>
  )
}

function TestEvent({ endpoint }: { endpoint: Endpoint }) {
  const types = useEventTypes()
  const [type, setType] = useState('document.saved')
  const send = useTestEvent(endpoint.id)
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Select
        aria-label="Type of the test event"
        value={type}
        onChange={(event) => setType(event.target.value)}
      >
        {(types.data?.items ?? [{ type, title: type }]).map((info) => (
          <option key={info.type} value={info.type}>
            {info.type}
          </option>
        ))}
      </Select>
      <Button
        size="sm"
        className="h-9"
        disabled={send.isPending}
        onClick={() => send.mutate(type, { onSuccess: () => toast('The test event is on its way.') })}
      >
        <Send /> Send test event
      </Button>
    </div>
  )
}
