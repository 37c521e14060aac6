import type { Metadata } from 'next'
import { EndpointPage } from '@/features/webhooks/endpoint-page.tsx'

export const metadata: Metadata = { title: 'Webhook endpoint' }

export default async function WebhookEndpointPage({ params }: { params: Promise<{ id: string }> }) {
  return <EndpointPage id={(await params).id} />
}
