/**
 * What this browser keeps of documents, so that they open without network: their text (IndexedDB, one database per
 * document and person) and the last ticket's facts (who, which role). All of it goes at sign-out.
 */
import type { Ticket } from '@/lib/api-types.ts'

const PREFIX = 'quillwire.document.'

export interface KeptFacts {
  principal: Ticket['principal']
  role: Ticket['role']
  canWrite: boolean
  canComment: boolean
}

export function copyName(documentId: string, principalId: string | null): string {
  return `${PREFIX}${documentId}.${principalId ?? 'guest'}`
}

export function keepFacts(documentId: string, facts: KeptFacts): void {
  localStorage.setItem(PREFIX + documentId, JSON.stringify(facts))
}

export function keptFacts(documentId: string): KeptFacts | null {
  const text = localStorage.getItem(PREFIX + documentId)
  return text ? (JSON.parse(text) as KeptFacts) : null // written above alone
}

/** Deletes the copy of one document: the right to it has ended. */
export function forgetCopy(documentId: string): void {
  const facts = keptFacts(documentId)
  localStorage.removeItem(PREFIX + documentId)
  indexedDB.deleteDatabase(copyName(documentId, facts?.principal.id ?? null))
}

/** Deletes every copy, and the pages that the service worker keeps. */
export async function forgetOfflineCopies(): Promise<void> {
  for (const key of Object.keys(localStorage))
    if (key.startsWith(PREFIX)) forgetCopy(key.slice(PREFIX.length))
  if ('caches' in window) for (const name of await caches.keys()) await caches.delete(name)
}
