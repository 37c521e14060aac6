/**
 * What this browser keeps of documents, so that they open without a network: their text (IndexedDB, one database per
 * document and person) and the last ticket's facts (who, which role). All of it goes at sign-out.
 */
import type { Ticket } from '@/lib/api-types.ts'
import { nothingUnsent, unsentCopies, unsentLetters } from './unsent-notes.ts'

const PREFIX = 'quillwire.document.'
/** How long other tabs have to let go of a copy that is to be deleted. */
const ANSWERS_WITHIN_MS = 2000

export interface KeptFacts {
  principal: Ticket['principal']
  role: Ticket['role']
  canWrite: boolean
  canComment: boolean
  canShare: boolean
  canRestore: boolean
  trashed: boolean
}

export function copyName(documentId: string, principalId: string | null): string {
  return `${PREFIX}${documentId}.${principalId ?? 'guest'}`
}

export function keepFacts(documentId: string, facts: KeptFacts): void {
  try {
    localStorage.setItem(PREFIX + documentId, JSON.stringify(facts))
  } catch {
    // The storage is full: the document will not open here without a network, but it does with one.
  }
}

export function keptFacts(documentId: string): KeptFacts | null {
  const text = localStorage.getItem(PREFIX + documentId)
  return text ? (JSON.parse(text) as KeptFacts) : null // only written above
}

/** Whether this device may have something of the document from this person, by what it noted. */
export function mayBeKept(documentId: string, principalId: string | null): boolean {
  // The facts are those of the last person who was here.
  return (
    unsentLetters(copyName(documentId, principalId)).size > 0 ||
    keptFacts(documentId)?.principal.id === principalId
  )
}

/**
 * Deletes one person's copy of a document, and its page in the service worker's cache, because their right to it has
 * ended. What another person left in this browser stays.
 */
export async function forgetCopy(documentId: string, principalId: string | null): Promise<void> {
  if (keptFacts(documentId)?.principal.id === principalId) localStorage.removeItem(PREFIX + documentId)
  const copy = copyName(documentId, principalId)
  nothingUnsent(copy)
  await deleteDatabase(copy)
  for (const name of await cacheNames()) await (await caches.open(name)).delete(`/d/${documentId}`)
}

/** Deletes every copy, whoever made it, and the pages that the service worker keeps. */
export async function forgetOfflineCopies(): Promise<void> {
  for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key)
  for (const copy of unsentCopies()) nothingUnsent(copy)
  for (const name of await cacheNames()) await caches.delete(name)
  const databases = await indexedDB.databases()
  await Promise.all(
    databases.map(async ({ name }) => name?.startsWith(PREFIX) && (await deleteDatabase(name))),
  )
}

/**
 * Resolves even where another tab holds the database: it is deleted once that tab lets go. A tab that the browser has
 * frozen does not even answer.
 */
function deleteDatabase(name: string): Promise<void> {
  return new Promise((done) => {
    setTimeout(done, ANSWERS_WITHIN_MS)
    const request = indexedDB.deleteDatabase(name)
    request.onsuccess = request.onerror = request.onblocked = () => done()
  })
}

/** None where the page is not served over HTTPS. */
async function cacheNames(): Promise<string[]> {
  return 'caches' in window ? await caches.keys() : []
}
