import type { Endpoint } from '@/lib/api-types.ts'
import { nameOf } from './endpoint-name.ts'

/** More names would fill the window; the list below has them all. */
const MOST_NAMED = 5
const NAMED_OF_MANY = 3

type Disabled = Pick<Endpoint, 'description' | 'url' | 'disabledReason'>

/**
 * Says which endpoints are disabled, why, and what to do: a sentence for those that failed, one for those without an
 * owner, and one for those whose secret was lost.
 */
export function disabledWords(endpoints: readonly Disabled[]): string[] {
  const ownerless = endpoints.filter(({ disabledReason }) => disabledReason === 'owner_gone')
  const unsigned = endpoints.filter(({ disabledReason }) => disabledReason === 'secret_lost')
  const failed = endpoints.filter(
    ({ disabledReason }) => disabledReason !== 'owner_gone' && disabledReason !== 'secret_lost',
  )
  return [
    failed.length === 1 &&
      `${names(failed)} is disabled: it kept failing or answered 410 Gone. Nothing is sent until you enable it.`,
    failed.length > 1 &&
      `${names(failed)} are disabled: they kept failing or answered 410 Gone. Nothing is sent until you enable them.`,
    ownerless.length === 1 &&
      `${names(ownerless)} is disabled: the person who set it up has left the workspace or is no longer an admin, or their API key was revoked. Check where it sends before you enable it.`,
    ownerless.length > 1 &&
      `${names(ownerless)} are disabled: the people who set them up have left the workspace or are no longer admins, or their API keys were revoked. Check where they send before you enable them.`,
    unsigned.length === 1 &&
      `${names(unsigned)} is disabled: the server could no longer read its secret. Give the new one to the receiver before you enable it.`,
    unsigned.length > 1 &&
      `${names(unsigned)} are disabled: the server could no longer read their secrets. Give the new ones to the receivers before you enable them.`,
  ].filter((sentence) => sentence !== false)
}

function names(endpoints: readonly Disabled[]): string {
  if (endpoints.length <= MOST_NAMED) return endpoints.map(nameOf).join(', ')
  const named = endpoints.slice(0, NAMED_OF_MANY).map(nameOf).join(', ')
  return `${named} and ${endpoints.length - NAMED_OF_MANY} others`
}
