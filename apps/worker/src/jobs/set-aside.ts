/**
 * Documents that a job could not handle, set aside so that they do not block the others. A document whose stored state
 * is damaged is set aside at once. Any other fault may be temporary, such as a database that is restarting: it ends the
 * run, and a document is set aside only when several runs have ended at it. After some hours, documents set aside are
 * tried again when they next come up.
 */

import { DomainError } from '@quillwire/core'
import type { Logger } from '@quillwire/process'

const ATTEMPTS = 3
const ASIDE_MS = 6 * 60 * 60_000

export interface SetAside {
  /** The documents to leave alone now. */
  documents(): string[]
  /** @throws the given error when the cause may not be this document. */
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
