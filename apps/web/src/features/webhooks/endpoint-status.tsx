import { Badge } from '@/components/ui/badge.tsx'
import type { Delivery, Endpoint } from '@/lib/api-types.ts'

export function EndpointStatus({ endpoint }: { endpoint: Endpoint }) {
  if (endpoint.status === 'disabled') return <Badge tone="bad">Disabled</Badge>
  if (endpoint.status === 'paused') return <Badge tone="warn">Paused</Badge>
  if (endpoint.kind === 'stream') return null
  if (endpoint.failingSince) return <Badge tone="bad">Failing</Badge>
  return <Badge tone="good">Active</Badge>
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
