'use client'
import { RotateCw } from 'lucide-react'
import { Badge, CopyButton, Failure, Skeleton, Time } from '@/components/ui/bits.tsx'
import { Button } from '@/components/ui/button.tsx'
import { Dialog } from '@/components/ui/dialog.tsx'
import { messageOf } from '@/lib/api.ts'
import type { Attempt, DeliveryDetail } from '@/lib/api-types.ts'
import { fullTime } from '@/lib/time.ts'
import { DeliveryStatus } from './endpoint-status.tsx'
import { useDelivery, useRetryDelivery } from './use-endpoints.ts'

interface DeliveryPanelProps {
  id: string | null
  endpointId: string
  onClose(): void
}

/** One delivery with everything that was sent and answered. */
export function DeliveryPanel({ id, endpointId, onClose }: DeliveryPanelProps) {
  const delivery = useDelivery(id)
  const retry = useRetryDelivery(endpointId)
  return (
    <Dialog side open={id !== null} onOpenChange={onClose} title={delivery.data?.eventType ?? 'Delivery'}>
      {delivery.isPending ? (
        <Skeleton className="h-64" />
      ) : delivery.isError ? (
        <Failure message={messageOf(delivery.error)} onRetry={() => delivery.refetch()} />
      ) : (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
          <div className="flex flex-wrap items-center gap-3 text-sm">
            <DeliveryStatus delivery={delivery.data} />
            <code className="min-w-0 flex-1 truncate text-[13px] text-quiet">{delivery.data.eventId}</code>
            <Button
              size="sm"
              variant="secondary"
              disabled={retry.isPending}
              onClick={() => retry.mutate(delivery.data.id)}
            >
              <RotateCw /> Send again
            </Button>
          </div>
          <NextAttempt delivery={delivery.data} />
          <section className="grid grid-cols-[minmax(0,1fr)] gap-3">
            <h3 className="font-semibold text-sm">
              {delivery.data.attempts.length === 1
                ? '1 attempt'
                : `${delivery.data.attempts.length} attempts`}
            </h3>
            {delivery.data.attempts.toReversed().map((attempt, index) => (
              <AttemptView key={attempt.number} attempt={attempt} open={index === 0} />
            ))}
          </section>
          <Code title="Request body" text={JSON.stringify(delivery.data.payload, null, 2)} />
        </div>
      )}
    </Dialog>
  )
}

function NextAttempt({ delivery }: { delivery: DeliveryDetail }) {
  if (delivery.status !== 'pending' || !delivery.nextAttemptAt) return null
  return (
    <p className="rounded-lg bg-accent-soft px-4 py-2.5 text-accent text-sm">
      Next attempt <Time iso={delivery.nextAttemptAt} />, at {fullTime(delivery.nextAttemptAt)}.
    </p>
  )
}

function AttemptView({ attempt, open }: { attempt: Attempt; open: boolean }) {
  const status = attempt.response?.status
  const good = status !== undefined && status >= 200 && status < 300
  return (
    <details open={open} className="group rounded-lg border">
      <summary className="flex cursor-pointer list-none flex-wrap items-center gap-3 px-4 py-2.5 text-sm">
        <Badge tone={good ? 'good' : 'bad'}>{status ?? 'No answer'}</Badge>
        <span className="flex-1">Attempt {attempt.number}</span>
        <span className="text-[13px] text-quiet tabular-nums">
          {attempt.durationMs} ms · {fullTime(attempt.startedAt)}
        </span>
      </summary>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 border-t px-4 py-4">
        {attempt.error && <Failure message={attempt.error} />}
        {attempt.remoteAddress && <p className="text-[13px] text-quiet">Sent to {attempt.remoteAddress}</p>}
        <Code title="Request headers" text={headerLines(attempt.request.headers)} />
        {attempt.response && (
          <>
            <Code title="Response headers" text={headerLines(attempt.response.headers)} />
            <Code title="Response body" text={attempt.response.body || '(empty)'} />
          </>
        )}
      </div>
    </details>
  )
}

function headerLines(headers: Record<string, unknown>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(', ') : String(value)}`)
    .join('\n')
}

function Code({ title, text }: { title: string; text: string }) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-1.5">
      <div className="flex items-center justify-between">
        <h4 className="font-medium text-[13px] text-quiet">{title}</h4>
        <CopyButton text={text} label="Copy" />
      </div>
      <pre className="max-h-80 overflow-auto rounded-md bg-sunken p-3 font-mono text-xs leading-relaxed">
        {text}
      </pre>
    </div>
  )
}
