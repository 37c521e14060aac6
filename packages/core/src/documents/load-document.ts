import type { Executor } from '@quillwire/database'
import * as Y from 'yjs'
import { documentNotFound, unavailable } from '../errors.ts'
import { applyRows, applySnapshot } from './apply-stored.ts'

/**
 * Assembles a stored document: its snapshot, and then every row of its log, which is the source of truth.
 *
 * @throws `document_not_found`, or `document_unreadable` when a row is damaged. It never returns an empty or partial
 * document in place of an unreadable one: the next edit would make that the truth.
 */
export async function loadDocument(executor: Executor, documentId: string): Promise<Y.Doc> {
  const ydoc = new Y.Doc()
  await loadInto(executor, documentId, ydoc)
  return ydoc
}

/**
 * Like `loadDocument`, into an existing Y.Doc, which emits no `update` for it.
 *
 * @returns the whole state as it is stored, if nothing was written since it was last packed; otherwise null.
 */
export async function loadInto(
  executor: Executor,
  documentId: string,
  ydoc: Y.Doc,
): Promise<Uint8Array | null> {
  const state = await readInto(executor, documentId, ydoc)
  requireWhole(documentId, ydoc)
  return state
}

/** @throws `document_unreadable` when structs are missing: the text would be shorter than what was acknowledged. */
export function requireWhole(documentId: string, { store }: Y.Doc): void {
  if (store.pendingStructs || store.pendingDs) throw unreadable(documentId)
}

/** Like `loadInto`, but allows gaps, for a caller that may have what is missing; `requireWhole` then checks. */
export async function readInto(
  executor: Executor,
  documentId: string,
  ydoc: Y.Doc,
): Promise<Uint8Array | null> {
  // One statement, so that a compaction between two reads cannot hide rows. The snapshot is sent as base64: PostgreSQL's
  // own way of writing bytes is half as long again.
  const { rows } = await executor.query<{ snapshot: string | null; update: Uint8Array | null }>(
    `SELECT encode(s.state, 'base64') AS snapshot, NULL::bytea AS update, 0::bigint AS place
       FROM documents d LEFT JOIN document_snapshots s ON s.document_id = d.id WHERE d.id = $1::uuid
     UNION ALL
     SELECT NULL, update, id FROM document_updates WHERE document_id = $1::uuid
      ORDER BY place`,
    [documentId],
    'load-document',
  )
  const [first] = rows
  if (!first) throw documentNotFound()
  const snapshot = first.snapshot === null ? null : Buffer.from(first.snapshot, 'base64')
  const updates = rows.flatMap(({ update }) => update ?? [])
  try {
    if (snapshot && updates.length === 0) applySnapshot(ydoc, snapshot)
    else applyRows(ydoc, snapshot ? [snapshot, ...updates] : updates)
  } catch (cause) {
    throw unreadable(documentId, cause)
  }
  return updates.length === 0 ? snapshot : null
}

/** The error for a document whose stored state is damaged. The document is left as it is. */
export function unreadable(documentId: string, cause?: unknown) {
  return unavailable(
    'document_unreadable',
    `The stored document ${documentId} is damaged and was not opened, so that nothing is overwritten. Tell your admin: it can be restored from a backup.`,
    { cause },
  )
}
