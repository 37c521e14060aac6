import type { AccessChange } from '@quillwire/database'
import type { Principal } from './principal.ts'

/** Whether a change of rights concerns this person or API key, and not only a document. */
export function isAbout(principal: Principal, { userId, apiKeyId }: AccessChange): boolean {
  if (principal.type === 'user') return userId === principal.id
  return principal.type === 'api_key' && apiKeyId === principal.id
}
