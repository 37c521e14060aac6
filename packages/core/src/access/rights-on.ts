import { type DocumentFacts, decideDocument, documentRole } from './decide.ts'
import type { Principal } from './principal.ts'
import type { DocumentRole } from './roles.ts'

/** What an editor needs to know about the principal's rights on a document that it may read. */
export interface DocumentRights {
  role: DocumentRole
  canWrite: boolean
  canComment: boolean
  /** Also covers putting it in the trash. */
  canShare: boolean
  canRestore: boolean
  /** In the trash nobody may write, whatever their role. */
  trashed: boolean
}

export function rightsOn(principal: Principal, facts: DocumentFacts): DocumentRights {
  return {
    role: documentRole(principal, facts) ?? 'viewer',
    canWrite: decideDocument(principal, 'write', facts),
    canComment: decideDocument(principal, 'comment', facts),
    canShare: decideDocument(principal, 'share', facts),
    canRestore: decideDocument(principal, 'restore', facts),
    trashed: facts.trashed,
  }
}
