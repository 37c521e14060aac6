'use client'
import { Plus, Webhook } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Empty, Failure, Skeleton, Time } from '@/components/ui/bits.tsx'
import { Button } from '@/components/ui/button.tsx'
import { Section } from '@/features/settings/settings-frame.tsx'
import { messageOf } from '@/lib/api.ts'
import { EndpointDialog } from './endpoint-dialog.tsx'
import { EndpointStatus } from './endpoint-status.tsx'
import { useEndpoints } from './use-endpoints.ts'

export function EndpointsPage() {
  const endpoints = useEndpoints()
  const router = useRouter()
  const [adding, setAdding] = useState(false)
  const items = endpoints.data?.items ?? []
  const add = (
    <Button onClick={() => setAdding(true)}>
      <Plus /> Add endpoint
    </Button>
  )
  return (
    <Section
      title="Webhook endpoints"
      lead="Quillwire sends what happens to documents to these addresses, signed, and tries again until it arrives."
      actions={items.length > 0 && add}
    >
      {endpoints.isPending ? (
        <Skeleton className="h-24" />
      ) : endpoints.isError ? (
        <Failure message={messageOf(endpoints.error)} onRetry={() => endpoints.refetch()} />
      ) : items.length === 0 ? (
        <Empty icon={<Webhook />} title="Let your other systems know">
          <p>
            Add the address of a program of yours. It gets a signed request when a document is saved,
            commented or shared; you choose what. Every attempt is logged here and can be sent again.
          </p>
          {add}
        </Empty>
      ) : (
        <ul className="divide-y overflow-hidden rounded-xl border bg-surface">
          {items.map((endpoint) => (
            <li
              key={endpoint.id}
              className="relative flex flex-wrap items-center gap-x-4 gap-y-1.5 px-4 py-3.5 hover:bg-sunken/70"
            >
              <Link
                href={`/settings/webhooks/${endpoint.id}`}
                className="grid min-w-52 flex-1 gap-0.5 after:absolute after:inset-0"
              >
                <span className="truncate font-medium">
                  {endpoint.description || new URL(endpoint.url).host}
                </span>
                <span className="truncate font-mono text-[13px] text-quiet">{endpoint.url}</span>
              </Link>
              <span className="text-[13px] text-quiet">
                {endpoint.lastSuccessAt ? (
                  <>
                    Delivered <Time iso={endpoint.lastSuccessAt} />
                  </>
                ) : (
                  'Nothing delivered yet'
                )}
              </span>
              <EndpointStatus endpoint={endpoint} />
            </li>
          ))}
        </ul>
      )}
      <EndpointDialog
        open={adding}
        onOpenChange={setAdding}
        onSaved={({ id }) => router.push(`/settings/webhooks/${id}`)}
      />
    </Section>
  )
}
