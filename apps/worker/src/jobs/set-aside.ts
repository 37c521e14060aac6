/**
 * Documents with which a job got nowhere, so that they do not stand in the way of the others. One whose stored state
 * is damaged is set aside at once. Any other fault may be the moment's, such as a database that is restarting: the run
 * ends with it, and only a document at which several runs ended is set aside. After some hours they are
 * tried again, when they come up again.
 */

import { DomainError } from '@quillwire/core'
import type { Logger } from '@quillwire/process'

const ATTEMPTS = 3
const ASIDE_MS = 6 * 60 * 60_000

export interface SetAside {
  /** Those that are to be left alone now. */
  documents(): string[]
  /** @throws the error where it may not be this document's fault. */
  failed(documentId: string, error: unknown): void
  succeeded(documentId: string): void
}

export function setAside(log: Logger, what: string, now: () => Date): SetAside {
  const failures = new Map<string, { attempts: number; latest: number }>()
  return {
    documents() {
      for (const [documentId, { latest }] of failures)
        if (now().getTime() - latest > ASIDE_MS) failures.delete(documentId)
      return [...failures].flatMap(([documentId, { attempts }]) => (attempts >= ATTEMPTS ? documentId : []))
    },
    failed(documentId, error) {
      const damaged = error instanceof DomainError && error.code === 'document_unreadable'
      const attempts = damaged ? ATTEMPTS : (failures.get(documentId)?.attempts ?? 0) + 1
      failures.set(documentId, { attempts, latest: now().getTime() })
      if (attempts >= ATTEMPTS) log.error({ err: error, documentId }, what)
      if (!damaged) throw error
    },
    succeeded: (documentId) => void failures.delete(documentId),
  }
}
