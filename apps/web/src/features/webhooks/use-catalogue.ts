'use client'
import { useQuery } from '@tanstack/react-query'
import { api } from '@/lib/api.ts'
import type { EventTypeInfo, List, WebhookFormat, WebhookPreset } from '@/lib/api-types.ts'

/** A list that admins choose from. It changes only with a new version of the product. */
function useCatalogue<Item>(path: string) {
  return useQuery({
    queryKey: ['catalogue', path],
    queryFn: () => api<List<Item>>('GET', path),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** What is said where the types could not be loaded. */
export const NO_TYPES = 'The event types could not be loaded.'

export const useEventTypes = () => useCatalogue<EventTypeInfo>('/event-types')
export const useFormats = () => useCatalogue<WebhookFormat>('/webhook-formats')
export const usePresets = () => useCatalogue<WebhookPreset>('/webhook-presets')
