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

interface HappenedEvent {
  event: { id: string; type: string; timestamp: string }
}

const PAUSE_MS = 350
const MAX_EVENTS = 20

/** What would be sent, updated shortly after the last keystroke. Until then the former preview stays in view. */
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

export interface PastEvents {
  /** Whether they went to this endpoint, or only happened in the workspace. */
  sent: boolean
  events: { id: string; type: string; at: string }[]
}

/**
 * Real events to preview, the latest first: those that the endpoint got, or, if it has got none yet, those of its types
 * in the workspace. Tests are not events of the workspace and cannot be looked up.
 */
export function usePastEvents(endpointId: string | undefined, types: readonly string[]): PastEvents {
  const deliveries = useQuery({
    queryKey: ['deliveries', endpointId, 'for-preview'],
    queryFn: () => api<List<Delivery>>('GET', `/webhook-endpoints/${endpointId}/deliveries?limit=50`),
    enabled: endpointId !== undefined,
    select: ({ items }) => {
      const events = new Map(items.filter(({ test }) => !test).map((one) => [one.eventId, one]))
      return [...events.values()]
        .slice(0, MAX_EVENTS)
        .map(({ eventId, eventType, createdAt }) => ({ id: eventId, type: eventType, at: createdAt }))
    },
  })
  const sent = deliveries.data ?? []
  const gotNone = endpointId === undefined || (deliveries.isSuccess && sent.length === 0)
  const happened = useQuery({
    queryKey: ['events', 'for-preview', types],
    queryFn: () =>
      api<List<HappenedEvent>>(
        'GET',
        `/events?${new URLSearchParams({ first: 'newest', limit: String(MAX_EVENTS), types: types.join(',') })}`,
      ),
    enabled: gotNone && types.length > 0,
    select: ({ items }) => items.map(({ event: { id, type, timestamp } }) => ({ id, type, at: timestamp })),
  })
  return gotNone ? { sent: false, events: happened.data ?? [] } : { sent: true, events: sent }
}
