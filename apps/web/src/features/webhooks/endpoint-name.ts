import type { Endpoint } from '@/lib/api-types.ts'

/** The description, else the host. A stream’s consumer has no address; its name is its description. */
export function nameOf({ description, url }: Pick<Endpoint, 'description' | 'url'>): string {
  return description || (url ? new URL(url).host : 'Unnamed consumer')
}
