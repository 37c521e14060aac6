import type { Executor } from '@quillwire/database'
import { findApiKeyById } from '../api-keys/find-api-key.ts'
import type { Principal } from './principal.ts'

/** Who made something that goes on acting without them, or took it over, as its row says. */
export interface Creator {
  createdByType: string
  createdById: string | null
}

/**
 * The creator with the rights of this moment: a key with the scopes that it has now. Null for a key that was revoked. A
 * person who has left the workspace is still named; the facts about a document then give no role.
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
