'use client'
import { RotateCw } from 'lucide-react'
import { Button } from '@/components/ui/button.tsx'
import { Code } from '@/components/ui/code.tsx'
import { Dialog } from '@/components/ui/dialog.tsx'
import { Loaded } from '@/components/ui/loaded.tsx'
import { Skeleton } from '@/components/ui/skeleton.tsx'
import { Moment, Time } from '@/components/ui/time.tsx'
import type { DeliveryDetail, Endpoint } from '@/lib/api-types.ts'
import { fullTime } from '@/lib/time.ts'
import { DeliveryStatus } from '../endpoint-status.tsx'
import { useDelivery, useRetryDelivery } from '../use-endpoints.ts'
import { AttemptView } from './attempt-view.tsx'
import { waitingFor } from './waiting-for.ts'

interface DeliveryPanelProps {
  id: string | null
  endpoint: Endpoint
  onClose(): void
}

/** One delivery with everything that was sent and received. */
export function DeliveryPanel({ id, endpoint, onClose }: DeliveryPanelProps) {
  const delivery = useDelivery(id)
  const retry = useRetryDelivery(endpoint.id)
  return (
    <Dialog side open={id !== null} onOpenChange={onClose} title={delivery.data?.eventType ?? 'Delivery'}>
      <Loaded query={delivery} skeleton={<Skeleton className="h-64" />}>
        {(delivery) => (
          <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
            <div className="flex flex-wrap items-center gap-3 text-sm">
              <DeliveryStatus delivery={delivery} />
              <code className="min-w-0 flex-1 truncate text-(length:--small) text-quiet">
                {delivery.eventId}
              </code>
              {endpoint.kind === 'webhook' && (
                <Button
                  size="sm"
                  variant="secondary"
                  disabled={retry.isPending}
                  onClick={() => retry.mutate(delivery.id)}
                >
                  <RotateCw /> {delivery.attemptCount === 0 ? 'Send now' : 'Send again'}
                </Button>
              )}
            </div>
            <WhatIsNext delivery={delivery} endpoint={endpoint} />
            {delivery.attempts.length > 0 && <Attempts delivery={delivery} />}
            {delivery.hidden ? (
              <p className="rounded-lg bg-sunken px-4 py-2.5 text-sm">
                You don’t have access to this document, so the request and the response are hidden.
              </p>
            ) : (
              <Payload payload={delivery.payload} />
            )}
          </div>
        )}
      </Loaded>
    </Dialog>
  )
}

function Attempts({ delivery: { attempts, hidden, payload } }: { delivery: DeliveryDetail }) {
  return (
    <section className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <h3 className="font-semibold text-sm">
        {attempts.length === 1 ? '1 attempt' : `${attempts.length} attempts`}
      </h3>
      {attempts.toReversed().map((attempt, index) => (
        <AttemptView
          key={`${attempt.number} ${attempt.startedAt}`}
          attempt={attempt}
          hidden={hidden}
          payload={payload}
          open={index === 0}
        />
      ))}
    </section>
  )
}

function WhatIsNext({ delivery, endpoint }: { delivery: DeliveryDetail; endpoint: Endpoint }) {
  if (delivery.status === 'cancelled')
    return (
      <p className="rounded-lg bg-sunken px-4 py-2.5 text-sm">
        Cancelled{delivery.completedAt && ` at ${fullTime(delivery.completedAt)}`}
        {delivery.lastError ? `: ${delivery.lastError}` : '.'}
      </p>
    )
  if (delivery.status !== 'pending' || !delivery.nextAttemptAt) return null
  const { text, at } = waitingFor(delivery.nextAttemptAt, endpoint)
  return (
    <p className="rounded-lg bg-accent-soft px-4 py-2.5 text-accent text-sm">
      {text}
      {at && (
        <>
          {' '}
          <Time iso={at} />, at <Moment iso={at} />.
        </>
      )}
    </p>
  )
}

function Payload({ payload }: { payload: unknown }) {
  if (payload === null)
    return (
      <p className="text-quiet text-sm">
        This event is past its retention period, so it can’t be shown or sent again.
      </p>
    )
  return <Code title="Event" text={JSON.stringify(payload, null, 2)} />
}
