'use client'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { api } from '@/lib/api.ts'
import type { Delivery, List, WebhookPreview } from '@/lib/api-types.ts'

export interface PreviewInput {
  format: string
  transformation: string | null
  eventId?: string
  type?: string
}

const PAUSE_MS = 350

/** What would be sent, some moments after the last key. The one before stays in view until then. */
export function usePreview(input: PreviewInput) {
  const settled = useSettled(JSON.stringify(input))
  return useQuery({
    queryKey: ['webhook-preview', settled],
    queryFn: () => api<WebhookPreview>('POST', '/webhook-previews', JSON.parse(settled)),
    placeholderData: (before) => before,
    staleTime: Number.POSITIVE_INFINITY,
  })
}

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}

/** The endpoint's latest events, each once. Tests are no events of the workspace and cannot be looked up. */
export function usePastEvents(endpointId: string | undefined) {
  return useQuery({
    queryKey: ['deliveries', endpointId, 'for-preview'],
    queryFn: () => api<List<Delivery>>('GET', `/webhook-endpoints/${endpointId}/deliveries?limit=50`),
    enabled: endpointId !== undefined,
    select: ({ items }) => {
      const events = new Map(items.filter(({ test }) => !test).map((one) => [one.eventId, one]))
      return [...events.values()].slice(0, 20)
    },
  })
}
