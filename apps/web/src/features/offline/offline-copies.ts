/**
 * What this browser keeps of documents, so that they open without network: their text (IndexedDB, one database per
 * document and person) and the last ticket's facts (who, which role). All of it goes at sign-out.
 */
import type { Ticket } from '@/lib/api-types.ts'
import { nothingUnsent, unsentCopies } from './unsent.ts'

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
    // The storage is full: without the network the document does not open here then. With it, it does.
  }
}

export function keptFacts(documentId: string): KeptFacts | null {
  const text = localStorage.getItem(PREFIX + documentId)
  return text ? (JSON.parse(text) as KeptFacts) : null // written above alone
}

/**
 * Deletes one person's copy of a document, with its page in the service worker's cache: their right to it has ended. What
 * another person left in this browser stays.
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
 * Resolves also where another tab holds it: then it goes as soon as that lets go. A tab that the browser has frozen does not
 * even answer.
 */
function deleteDatabase(name: string): Promise<void> {
  return new Promise((done) => {
    setTimeout(done, ANSWERS_WITHIN_MS)
    const request = indexedDB.deleteDatabase(name)
    request.onsuccess = request.onerror = request.onblocked = () => done()
  })
}

/** There are none where the page is not on https. */
async function cacheNames(): Promise<string[]> {
  return 'caches' in window ? await caches.keys() : []
}
