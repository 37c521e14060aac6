import type { Metadata } from 'next'
import { EndpointsPage } from '@/features/webhooks/endpoints-page.tsx'

export const metadata: Metadata = { title: 'Webhooks' }

export default function WebhooksPage() {
  return <EndpointsPage />
}
