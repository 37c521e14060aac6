import { createHash } from 'node:crypto'
import type { Executor } from '@quillwire/database'
import type { Actor } from '@quillwire/events'
import type * as Y from 'yjs'
import type { Context } from '../context.ts'
import { titlesAbove } from '../events/document-reference.ts'
import { type DerivedContent, deriveContent } from './derive.ts'
import { loadDocument } from './load-document.ts'
import { recordChanges } from './record-changes.ts'
import { type BlockRow, type BlockWrites, blocksOfRows, blockWrites } from './saved-blocks.ts'
import { coversState, markOf, type StateMark } from './state-fingerprint.ts'
import { LOG_CLOCK } from './update-log.ts'
import { BY_INTEGRATIONS, editorsSinceLastSave, lacksWordsOfIntegrations } from './written-since-save.ts'

type Surroundings = Pick<Context, 'database' | 'publicUrl' | 'now'>

export interface SaveInput {
  documentId: string
  /** The state to save. Everything in it must be in the log already, or be there when `logged` resolves. */
  ydoc: Y.Doc
  /**
   * For a live document, in which people keep writing. Resolves when everything that was in it at the call is in the
   * log, and throws when that takes too long.
   */
  logged?: () => Promise<void>
  /** Who is reported when the log does not tell who edited since the last save. */
  actor: Actor
  /**
   * For a state that is not live: a moment before it was read, either when the caller locked the document
   * (`lockDocument`) or when it began to read. Whoever writes after that is reported with the next save.
   */
  at?: Date | null
  /** For a document that is being created: `document.created` already reports its first content. */
  silent?: boolean
}

/**
 * Saves a document in the reader's sense: derives title, text, blocks and counters and records `document.saved` (and
 * `document.renamed`, `task.completed`, `task.reopened`), in one transaction. Does nothing when nothing has changed
 * since the last save, so anyone may call it at any time.
 *
 * @returns whether anything was saved.
 */
export async function saveDocument(context: Surroundings, input: SaveInput): Promise<boolean> {
  return await context.database.sqlTransaction((tx) => saveInTransaction(context, tx, input))
}

/** Like `saveDocument`, in the caller's transaction. */
export async function saveInTransaction(
  context: Surroundings,
  tx: Executor,
  input: SaveInput,
): Promise<boolean> {
  const { documentId } = input
  // Not FOR UPDATE, which would block the log, whose rows refer to this one. The clock is read after the row is locked,
  // since getting the lock may take a while; what others wrote during that time is saved with this.
  const { rows } = await tx.query<DocumentRow>(
    `WITH document AS MATERIALIZED (
       SELECT workspace_id, title FROM documents WHERE id = $1::uuid FOR NO KEY UPDATE)
     SELECT workspace_id AS "workspaceId", title, ${titlesAbove('$1::uuid')} AS "titlesAbove", ${LOG_CLOCK} AS at
       FROM document`,
    [documentId],
  )
  const [document] = rows
  if (!document) return false
  const before = await sinceLastSave(tx, documentId)
  const own = markOf(input.ydoc)
  const lacks = before.integrationsWrote && (await lacksWordsOfIntegrations(tx, documentId, own))
  const covered = !lacks && (!before.mark || coversState(own, before.mark))
  // A state that lacks what was saved from outside a moment ago would report that as removed, and might never save what
  // an integration left to this save.
  const ydoc = covered ? input.ydoc : await loadDocument(tx, documentId)
  const mark = covered ? own : markOf(ydoc)
  if (before.mark && Buffer.compare(before.mark.fingerprint, mark.fingerprint) === 0) return false

  const content = deriveContent(ydoc)
  // What was written while this waited for the document is saved too. The log alone tells who wrote it.
  await input.logged?.()
  const editors = await editorsSinceLastSave(tx, documentId, before.mark)
  const textHash = createHash('sha256').update(content.text).digest()
  const writes = blockWrites(before.blocks, content.blocks)
  await write(tx, documentId, content, textHash, mark, writes, {
    at: (covered && input.at) || document.at,
    renamed: document.title !== content.title,
  })
  if (input.silent) return true
  await recordChanges(context, tx, {
    documentId,
    workspaceId: document.workspaceId,
    previousTitle: document.title,
    titlesAbove: document.titlesAbove,
    previousBlocks: blocksOfRows(before.blocks),
    textChanged: before.textHash ? Buffer.compare(before.textHash, textHash) !== 0 : content.text !== '',
    content,
    editors: editors.length > 0 ? editors : [input.actor],
  })
  return true
}

interface DocumentRow {
  at: Date
  workspaceId: string
  title: string
  titlesAbove: string[]
}

/**
 * The time of a save is the database's, as that of the rows in the log is. Open editors are notified at the commit, but
 * only if the title changed, because each of them then reads the whole tree of documents.
 */
async function write(
  tx: Executor,
  documentId: string,
  content: DerivedContent,
  textHash: Uint8Array,
  mark: StateMark,
  { changed, removed }: BlockWrites,
  { at, renamed }: { at: Date; renamed: boolean },
) {
  await tx.query(
    `WITH document AS (
       UPDATE documents SET title = $2, character_count = $3::int, word_count = $4::int, updated_at = now()
        WHERE id = $1::uuid),
     changed AS (
       INSERT INTO document_blocks (document_id, key, block)
       SELECT $1::uuid, key, block FROM jsonb_to_recordset($5::jsonb) AS changed (key text, block jsonb)
           ON CONFLICT (document_id, key) DO UPDATE SET block = excluded.block),
     removed AS (
       DELETE FROM document_blocks WHERE document_id = $1::uuid AND key = ANY ($6::text[])),
     content AS (
       INSERT INTO document_contents (document_id, fingerprint, state_vector, deleted_length, text_hash, saved_at)
       VALUES ($1::uuid, $7::bytea, $8::bytea, $9::bigint, $10::bytea, $11::timestamptz)
           ON CONFLICT (document_id) DO UPDATE
          SET fingerprint = excluded.fingerprint, state_vector = excluded.state_vector,
              deleted_length = excluded.deleted_length, text_hash = excluded.text_hash, saved_at = excluded.saved_at)
     SELECT pg_notify('document_changed', json_build_object('documentId', $1::text, 'what', 'meta')::text)::text
      WHERE $12::boolean`,
    [
      documentId,
      content.title,
      content.characterCount,
      content.wordCount,
      JSON.stringify(changed),
      removed,
      Buffer.from(mark.fingerprint),
      Buffer.from(mark.stateVector),
      String(mark.deletedLength),
      Buffer.from(textHash),
      at,
      renamed,
    ],
  )
}

interface SinceLastSave {
  /** Null when the document was never saved. */
  mark: StateMark | null
  textHash: Uint8Array | null
  blocks: BlockRow[]
  /** While people type, integrations leave it to others to save what they write (`editDocument`). */
  integrationsWrote: boolean
}

type Row = { [Name in keyof StateMark]: StateMark[Name] | null } & {
  textHash: Uint8Array | null
  blocks: BlockRow[]
  integrationsWrote: boolean
}

async function sinceLastSave(tx: Executor, documentId: string): Promise<SinceLastSave> {
  const { rows } = await tx.query<Row>(
    `SELECT c.fingerprint, c.state_vector AS "stateVector", c.deleted_length AS "deletedLength",
            c.text_hash AS "textHash", (
              SELECT coalesce(json_agg(json_build_object('key', key, 'block', block)), '[]')
                FROM document_blocks WHERE document_id = $1::uuid) AS blocks,
            EXISTS (SELECT ${BY_INTEGRATIONS} AND u.created_at > c.saved_at) AS "integrationsWrote"
       FROM (SELECT) AS always LEFT JOIN document_contents c ON c.document_id = $1::uuid`,
    [documentId],
  )
  const [row] = rows
  if (!row) throw new Error('A query without a condition gave no row.')
  const { fingerprint, stateVector, deletedLength, textHash, blocks, integrationsWrote } = row
  const mark =
    fingerprint && stateVector && deletedLength !== null ? { fingerprint, stateVector, deletedLength } : null
  return { mark, textHash, blocks, integrationsWrote }
}
