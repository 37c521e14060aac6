'use client'
import { Inbox, X } from 'lucide-react'
import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import { useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { Empty } from '@/components/ui/empty.tsx'
import { Select } from '@/components/ui/input.tsx'
import { LoadFailure } from '@/components/ui/load-failure.tsx'
import { LogTable } from '@/components/ui/log-table.tsx'
import type { Endpoint } from '@/lib/api-types.ts'
import { deliveryNames } from '../endpoint-status.tsx'
import { FilterName } from '../filter-name.tsx'
import { NO_TYPES, useEventTypes } from '../use-catalogue.ts'
import { useDeliveries, useLiveDeliveries } from '../use-endpoints.ts'
import { DeliveryPanel } from './delivery-panel.tsx'
import { DeliveryRow } from './delivery-row.tsx'
import { LateBanner } from './late-banner.tsx'

const COLUMNS = [
  { title: 'Status' },
  { title: 'Event' },
  { title: 'Answer', atEnd: true },
  { title: 'Duration', atEnd: true, wideOnly: true },
  { title: 'When', atEnd: true, wideOnly: true },
]

/**
 * The deliveries to an endpoint, live. In the page's address, `?document=` limits them to one document and `?delivery=`
 * opens one, so that a link to a failing delivery can be sent to a colleague.
 */
export function DeliveryLog({ endpoint }: { endpoint: Endpoint }) {
  const endpointId = endpoint.id
  const router = useRouter()
  const path = usePathname()
  const search = useSearchParams()
  const documentId = search.get('document') ?? ''
  const opened = search.get('delivery')
  const setOpened = (id: string | null) => {
    const next = new URLSearchParams(search)
    if (id) next.set('delivery', id)
    else next.delete('delivery')
    // Only the address changes, not the page.
    window.history.replaceState(null, '', next.size > 0 ? `${path}?${next}` : path)
  }
  const [status, setStatus] = useState('')
  const [eventType, setEventType] = useState('')
  const types = useEventTypes()
  const deliveries = useDeliveries(endpointId, { status, eventType, documentId })
  useLiveDeliveries(endpointId)
  const filtered = status !== '' || eventType !== '' || documentId !== ''
  const stream = endpoint.kind === 'stream'
  return (
    <section className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h2 className="min-w-32 flex-1 font-semibold text-base tracking-tight">Deliveries</h2>
        {documentId && (
          <span className="flex h-9 min-w-0 max-w-64 items-center gap-1 rounded-md bg-tint pr-1 pl-2.5 text-(length:--small)">
            <FilterName kind="document" id={documentId} />
            <Button
              variant="ghost"
              size="iconSm"
              aria-label="Show all documents"
              onClick={() => router.replace(path, { scroll: false })}
            >
              <X />
            </Button>
          </span>
        )}
        <div className="flex flex-wrap gap-2">
          <Select
            aria-label="Show events"
            value={eventType}
            onChange={(event) => setEventType(event.target.value)}
            className="w-44"
          >
            <option value="">All events</option>
            {types.data?.items.map(({ type }) => (
              <option key={type} value={type}>
                {type}
              </option>
            ))}
          </Select>
          <Select
            aria-label="Show deliveries"
            value={status}
            onChange={(event) => setStatus(event.target.value)}
            className="w-32"
          >
            <option value="">All</option>
            {Object.entries(deliveryNames).map(([name, title]) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </Select>
        </div>
      </div>
      {types.isError && <LoadFailure error={types.error} onRetry={() => types.refetch()} what={NO_TYPES} />}
      {!stream && (
        <LateBanner
          endpoint={endpoint}
          deliveries={deliveries.data?.pages.flatMap(({ items }) => items) ?? []}
        />
      )}
      <LogTable
        query={deliveries}
        columns={COLUMNS}
        row={(delivery) => (
          <DeliveryRow
            key={delivery.id}
            delivery={delivery}
            endpoint={endpoint}
            onOpen={() => setOpened(delivery.id)}
          />
        )}
        empty={
          <Empty
            icon={<Inbox />}
            title={filtered ? 'No deliveries match' : stream ? 'Nothing read yet' : 'Nothing sent yet'}
          >
            {!filtered && (
              <p>
                {stream
                  ? 'Events appear here as the consumer acknowledges them.'
                  : 'Send a test event or edit a document, and the delivery appears here.'}
              </p>
            )}
          </Empty>
        }
      />
      <DeliveryPanel id={opened} endpoint={endpoint} onClose={() => setOpened(null)} />
    </section>
  )
}
