import type { Endpoint } from '@/lib/api-types.ts'

/** The description, or else the host. A stream’s consumer has no address, and its description is its name. */
export function nameOf({ description, url }: Pick<Endpoint, 'description' | 'url'>): string {
  return description || (url ? new URL(url).host : 'Unnamed consumer')
}
