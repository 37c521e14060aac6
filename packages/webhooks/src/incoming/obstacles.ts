import { decideDocument, documentFacts } from '@quillwire/core'
import { type Creator, creatorNow } from '@quillwire/core/access/creator'
import type { Executor } from '@quillwire/database'

/** Why no call of a hook can write at the moment, whatever it brings. */
export const hookObstacles = ['document_trashed', 'hook_without_right'] as const
export type HookObstacle = (typeof hookObstacles)[number]

type AnsweredHook = Creator & { id: string; documentId: string; ownerGoneAt: Date | null }

/**
 * Those of these hooks that cannot write: the document is in the trash, or whoever answers for the hook has lost the
 * right to it. Once they are gone the hook has ended, even if they come back.
 */
export async function obstaclesOf(
  executor: Executor,
  hooks: readonly AnsweredHook[],
): Promise<Map<string, HookObstacle>> {
  const found = new Map<string, HookObstacle>()
  for (const ofOne of Map.groupBy(hooks, ({ createdById }) => createdById).values()) {
    const [first] = ofOne
    const owner = first && (await creatorNow(executor, first))
    const ids = [...new Set(ofOne.map(({ documentId }) => documentId))]
    const facts = owner ? await documentFacts(executor, owner, ids) : new Map<string, never>()
    for (const { id, documentId, ownerGoneAt } of ofOne) {
      const known = facts.get(documentId)
      if (!owner || ownerGoneAt || !known || !decideDocument(owner, 'write', { ...known, trashed: false }))
        found.set(id, 'hook_without_right')
      else if (known.trashed) found.set(id, 'document_trashed')
    }
  }
  return found
}
