import type { Executor } from '@quillwire/database'
import { findApiKeyById } from '../api-keys/find-api-key.ts'
import type { Principal } from './principal.ts'

/** The maker of something that keeps acting without them, or whoever took it over, as its row says. */
export interface Creator {
  createdByType: string
  createdById: string | null
}

/**
 * The creator with their current rights: a key has the scopes it has now. Null for a revoked key. A person who has left
 * the workspace is still returned; the facts about a document then give them no role.
 */
export async function creatorNow(
  executor: Executor,
  { createdByType, createdById }: Creator,
): Promise<Principal | null> {
  if (!createdById) return null
  if (createdByType === 'user')
    return {
      type: 'user',
      id: createdById,
      name: '',
      email: '',
      image: null,
      membership: null,
      shareLinkIds: [],
    }
  return await findApiKeyById(executor, createdById)
}
