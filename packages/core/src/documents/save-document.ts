import type { Executor } from '@quillwire/database'
import type { Block } from '@quillwire/editor'
import type { Actor } from '@quillwire/events'
import type * as Y from 'yjs'
import type { Context } from '../context.ts'
import { documentReference, UNTITLED } from '../events/document-reference.ts'
import { recordEvent } from '../events/record-event.ts'
import { type DerivedContent, deriveContent } from './derive.ts'
import { diffBlocks } from './diff-blocks.ts'
import { loadDocument } from './load-document.ts'
import { coversState, stateFingerprint } from './state-fingerprint.ts'

type Surroundings = Pick<Context, 'database' | 'publicUrl' | 'now'>

export interface SaveInput {
  documentId: string
  /** The state to save. Everything in it is to be in the log already. */
  ydoc: Y.Doc
  /** Who is reported where the log does not tell who edited since the last save. */
  actor: Actor
  /** When the document comes into being: its first content is no news beside `document.created`. */
  silent?: boolean
}

/**
 * Saves a document in the reader's sense: derives title, text, blocks and counters and records `document.saved` (and
 * `document.renamed`, `task.completed`, `task.reopened`), in one transaction. Does nothing when nothing changed since
 * the last save, so that it may be called by anyone at any time.
 *
 * @returns whether anything was saved.
 */
export async function saveDocument(context: Surroundings, input: SaveInput): Promise<boolean> {
  return await context.database.sqlTransaction((tx) => saveInTransaction(context, tx, input))
}

/** As `saveDocument`, in the caller's transaction. */
export async function saveInTransaction(
  context: Surroundings,
  tx: Executor,
  input: SaveInput,
): Promise<boolean> {
  const { documentId } = input
  const savedAt = context.now()
  // Not FOR UPDATE: that would hold up the log, whose rows refer to this one.
  const { rows } = await tx.query<{ workspace_id: string; title: string }>(
    'SELECT workspace_id, title FROM documents WHERE id = $1::uuid FOR NO KEY UPDATE',
    [documentId],
  )
  const [document] = rows
  if (!document) return false
  const before = await savedContent(tx, documentId)
  const covered = !before || coversState(input.ydoc, before.savedSnapshot)
  // What was saved from outside a moment ago would be reported as taken back.
  const ydoc = covered ? input.ydoc : await loadDocument(tx, documentId)
  const fingerprint = stateFingerprint(ydoc)
  if (before && Buffer.compare(before.savedSnapshot, fingerprint) === 0) return false

  const content = deriveContent(ydoc)
  await write(tx, documentId, content, fingerprint, savedAt)
  if (input.silent) return true
  const editors = await editorsSince(tx, documentId, before?.savedAt ?? new Date(0))
  await recordChanges(context, tx, {
    documentId,
    workspaceId: document.workspace_id,
    previousTitle: document.title,
    previousBlocks: before?.blocks ?? [],
    previousText: before?.text ?? '',
    content,
    editors: editors.length > 0 ? editors : [input.actor],
  })
  await context.database.notify('document_changed', { documentId, what: 'meta' }, tx)
  return true
}

async function write(
  tx: Executor,
  documentId: string,
  content: DerivedContent,
  fingerprint: Uint8Array,
  savedAt: Date,
) {
  await tx.query(
    `WITH document AS (
       UPDATE documents SET title = $2, character_count = $3::int, word_count = $4::int, updated_at = $5::timestamptz
        WHERE id = $1::uuid)
     INSERT INTO document_contents (document_id, text, blocks, saved_snapshot, saved_at)
     VALUES ($1::uuid, $6, $7::jsonb, $8::bytea, $5::timestamptz)
         ON CONFLICT (document_id) DO UPDATE
        SET text = excluded.text, blocks = excluded.blocks,
            saved_snapshot = excluded.saved_snapshot, saved_at = excluded.saved_at`,
    [
      documentId,
      content.title,
      content.characterCount,
      content.wordCount,
      savedAt,
      content.text,
      JSON.stringify(content.blocks),
      Buffer.from(fingerprint),
    ],
  )
}

interface SavedContent {
  text: string
  blocks: Block[]
  savedSnapshot: Uint8Array
  savedAt: Date
}

async function savedContent(tx: Executor, documentId: string): Promise<SavedContent | undefined> {
  const { rows } = await tx.query<SavedContent>(
    `SELECT text, blocks, saved_snapshot AS "savedSnapshot", saved_at AS "savedAt"
       FROM document_contents WHERE document_id = $1::uuid`,
    [documentId],
  )
  return rows[0]
}

interface Changes {
  documentId: string
  workspaceId: string
  previousTitle: string
  previousBlocks: Block[]
  previousText: string
  content: DerivedContent
  editors: Actor[]
}

async function recordChanges(context: Surroundings, tx: Executor, changes: Changes) {
  const { documentId, workspaceId, content, editors } = changes
  const document = await documentReference(tx, context.publicUrl, documentId)
  const actor = editors.at(-1) ?? { type: 'system' as const, id: null, name: 'Quillwire' }
  const common = { workspaceId, documentId, actor }
  if (content.title !== changes.previousTitle)
    await recordEvent(tx, {
      ...common,
      type: 'document.renamed',
      data: { document, previousTitle: changes.previousTitle || UNTITLED },
    })
  const diff = diffBlocks(changes.previousBlocks, content.blocks)
  // Another title alone is told by `document.renamed`.
  if (changes.previousText === content.text && diff.blocks.length === 0 && diff.tasks.length === 0) return
  await recordEvent(tx, {
    ...common,
    type: 'document.saved',
    data: {
      document,
      editors,
      words: { ...diff.words, total: content.wordCount },
      characters: { ...diff.characters, total: content.characterCount },
      blocks: diff.blocks,
      moreBlocks: diff.moreBlocks,
    },
  })
  for (const { checked, ...task } of diff.tasks)
    await recordEvent(tx, {
      ...common,
      type: checked ? 'task.completed' : 'task.reopened',
      data: { document, task },
    })
}

/** Who wrote rows of the log since then, the latest last. */
async function editorsSince(tx: Executor, documentId: string, since: Date): Promise<Actor[]> {
  const { rows } = await tx.query<{ type: Actor['type']; id: string | null; name: string | null }>(
    `SELECT l.actor_type AS type, l.actor_id AS id, coalesce(u.name, k.name) AS name
       FROM (SELECT actor_type, actor_id, max(id) AS latest FROM document_updates
              WHERE document_id = $1::uuid AND created_at > $2::timestamptz AND actor_type IS NOT NULL
              GROUP BY actor_type, actor_id) AS l
       LEFT JOIN users u ON l.actor_type = 'user' AND u.id = l.actor_id
       LEFT JOIN api_keys k ON l.actor_type = 'api_key' AND k.id = l.actor_id
      ORDER BY l.latest`,
    [documentId, since],
  )
  return rows.map(({ type, id, name }) => ({
    type,
    id,
    name: name ?? (type === 'guest' ? 'Guest' : 'Quillwire'),
  }))
}
