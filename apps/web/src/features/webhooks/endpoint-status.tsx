import { Badge } from '@/components/ui/badge.tsx'
import type { Delivery, Endpoint } from '@/lib/api-types.ts'

const endpointTones = { active: 'good', failing: 'bad', paused: 'warn', disabled: 'bad' } as const
export const endpointNames = {
  active: 'Active',
  failing: 'Failing',
  paused: 'Paused',
  disabled: 'Disabled',
} as const

/** The status that is shown: an active endpoint may be failing. */
export function shownStatus({ status, kind, failingSince }: Endpoint): keyof typeof endpointNames {
  return status === 'active' && kind === 'webhook' && failingSince ? 'failing' : status
}

export function EndpointStatus({ endpoint }: { endpoint: Endpoint }) {
  const status = shownStatus(endpoint)
  // A consumer connects by itself, or does not: when it was last seen says more than “active”.
  if (endpoint.kind === 'stream' && status === 'active') return null
  return <Badge tone={endpointTones[status]}>{endpointNames[status]}</Badge>
}

const deliveryTones = { pending: 'accent', succeeded: 'good', failed: 'bad', cancelled: 'plain' } as const
export const deliveryNames = {
  pending: 'Pending',
  succeeded: 'Delivered',
  failed: 'Failed',
  cancelled: 'Cancelled',
} as const

export function DeliveryStatus({ delivery }: { delivery: Delivery }) {
  const retrying = delivery.status === 'pending' && delivery.attemptCount > 0
  return (
    <Badge tone={retrying ? 'warn' : deliveryTones[delivery.status]}>
      {retrying ? 'Retrying' : deliveryNames[delivery.status]}
    </Badge>
  )
}
