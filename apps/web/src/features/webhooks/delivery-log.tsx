'use client'
import { Inbox } from 'lucide-react'
import { useState } from 'react'
import { Badge, Empty, Failure, Skeleton, Time } from '@/components/ui/bits.tsx'
import { Button } from '@/components/ui/button.tsx'
import { Select } from '@/components/ui/input.tsx'
import { messageOf } from '@/lib/api.ts'
import type { Delivery } from '@/lib/api-types.ts'
import { DeliveryPanel } from './delivery-panel.tsx'
import { DeliveryStatus } from './endpoint-status.tsx'
import { useDeliveries, useLiveDeliveries } from './use-endpoints.ts'

/** What was sent to an endpoint, live. */
export function DeliveryLog({ endpointId }: { endpointId: string }) {
  const [status, setStatus] = useState('')
  const [opened, setOpened] = useState<string | null>(null)
  const deliveries = useDeliveries(endpointId, status)
  useLiveDeliveries(endpointId)
  const items = deliveries.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <section className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <div className="flex items-center gap-3">
        <h2 className="flex-1 font-semibold text-base tracking-tight">Deliveries</h2>
        <Select
          aria-label="Show deliveries"
          value={status}
          onChange={(event) => setStatus(event.target.value)}
        >
          <option value="">All</option>
          <option value="pending">Pending</option>
          <option value="succeeded">Delivered</option>
          <option value="failed">Failed</option>
        </Select>
      </div>
      {deliveries.isPending ? (
        <Skeleton className="h-40" />
      ) : deliveries.isError ? (
        <Failure message={messageOf(deliveries.error)} onRetry={() => deliveries.refetch()} />
      ) : items.length === 0 ? (
        <Empty icon={<Inbox />} title={status ? 'None of these' : 'Nothing was sent yet'}>
          {!status && <p>Send a test event, or write in a document: it shows up here by itself.</p>}
        </Empty>
      ) : (
        <div className="overflow-x-auto rounded-xl border bg-surface">
          <table className="w-full text-left text-sm">
            <thead className="border-b text-quiet text-xs">
              <tr>
                <th className="px-4 py-2.5 font-medium">Status</th>
                <th className="px-4 py-2.5 font-medium">Event</th>
                <th className="hidden px-4 py-2.5 text-right font-medium sm:table-cell">Attempts</th>
                <th className="px-4 py-2.5 text-right font-medium">Answer</th>
                <th className="hidden px-4 py-2.5 text-right font-medium sm:table-cell">Duration</th>
                <th className="px-4 py-2.5 text-right font-medium">When</th>
              </tr>
            </thead>
            <tbody className="divide-y">
              {items.map((delivery) => (
                <Row key={delivery.id} delivery={delivery} onOpen={() => setOpened(delivery.id)} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {deliveries.hasNextPage && (
        <Button
          variant="secondary"
          size="sm"
          className="justify-self-center"
          onClick={() => deliveries.fetchNextPage()}
        >
          Show more
        </Button>
      )}
      <DeliveryPanel id={opened} endpointId={endpointId} onClose={() => setOpened(null)} />
    </section>
  )
}

function Row({ delivery, onOpen }: { delivery: Delivery; onOpen(): void }) {
  return (
    <tr className="relative whitespace-nowrap hover:bg-sunken/70">
      <td className="px-4 py-2.5">
        <DeliveryStatus delivery={delivery} />
      </td>
      <td className="px-4 py-2.5">
        <button type="button" className="font-mono text-[13px] after:absolute after:inset-0" onClick={onOpen}>
          {delivery.eventType}
        </button>
        {delivery.test && <Badge className="ml-2">Test</Badge>}
      </td>
      <td className="hidden px-4 py-2.5 text-right tabular-nums sm:table-cell">{delivery.attemptCount}</td>
      <td
        className="max-w-44 truncate px-4 py-2.5 text-right tabular-nums"
        title={delivery.lastError ?? undefined}
      >
        {delivery.lastStatusCode ?? (delivery.lastError ? 'No answer' : '–')}
      </td>
      <td className="hidden px-4 py-2.5 text-right tabular-nums sm:table-cell">
        {delivery.lastDurationMs === null ? '–' : `${delivery.lastDurationMs} ms`}
      </td>
      <td className="px-4 py-2.5 text-right text-quiet">
        <Time iso={delivery.createdAt} />
      </td>
    </tr>
  )
}
