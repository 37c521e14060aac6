'use client'
import { PageTitle } from '@/components/page-title.tsx'
import { BackLink } from '@/components/ui/back-link.tsx'
import { DetailSkeleton } from '@/components/ui/list-skeleton.tsx'
import { Loaded } from '@/components/ui/loaded.tsx'
import { EndpointHead } from './endpoint/endpoint-head.tsx'
import { Facts } from './endpoint/facts.tsx'
import { Operations } from './endpoint/operations.tsx'
import { nameOf } from './endpoint-name.ts'
import { DeliveryLog } from './log/delivery-log.tsx'
import { useEndpoint } from './use-endpoints.ts'

export function EndpointPage({ id }: { id: string }) {
  const endpoint = useEndpoint(id)
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-8">
      <BackLink href="/settings/webhooks">All endpoints</BackLink>
      <Loaded query={endpoint} skeleton={<DetailSkeleton />}>
        {(endpoint) => (
          <>
            <PageTitle title={nameOf(endpoint)} />
            <section className="grid grid-cols-[minmax(0,1fr)] gap-5">
              <EndpointHead endpoint={endpoint} />
              <Facts endpoint={endpoint} />
            </section>
            {endpoint.kind === 'webhook' && <Operations endpointId={id} />}
            <DeliveryLog endpoint={endpoint} />
          </>
        )}
      </Loaded>
    </div>
  )
}
