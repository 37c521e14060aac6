import 'server-only'
import { headers } from 'next/headers'
import { cache } from 'react'
import type { Me } from '@/lib/api-types.ts'

const REFUSALS = new Set([401, 403, 404, 410, 422])

/**
 * Calls the API on behalf of whoever requested the page, without a hop over the network.
 * @returns the answer, or null if the API refuses: not signed in, not allowed, not found, gone.
 * @throws if the API fails: a page that cannot be rendered must not look as if nothing were there.
 */
export async function askApi<Answer>(path: string): Promise<Answer | null> {
  const incoming = await headers()
  const request = new Request(`http://localhost/api/v1${path}`, {
    headers: { cookie: incoming.get('cookie') ?? '', host: incoming.get('host') ?? 'localhost' },
  })
  const response = await globalThis.quillwireApi.fetch(request)
  if (response.ok) return (await response.json()) as Answer // the API's own schemas say what it answers
  if (REFUSALS.has(response.status)) return null
  throw new Error(`The API answered ${path.split('?')[0]} with ${response.status}.`)
}

/** Who requested the page. */
export const askMe = cache(async (): Promise<Me> => {
  const me = await askApi<Me>('/me')
  return me ?? { principal: { type: 'guest', id: null, name: 'Guest' }, workspace: null, workspaces: [] }
})
