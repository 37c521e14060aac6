'use client'
import { useQuery } from '@tanstack/react-query'
import { api } from '@/lib/api.ts'
import type { ApiKey, List } from '@/lib/api-types.ts'

export const API_KEYS = ['api-keys'] as const

/** The API keys of the workspace, for admins. */
export function useApiKeys(enabled = true) {
  return useQuery({
    queryKey: API_KEYS,
    queryFn: () => api<List<ApiKey>>('GET', '/api-keys'),
    enabled,
  })
}
