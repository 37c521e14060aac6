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
  // Not FOR UPDATE: that would hold up the log, whose rows refer to this one.
  const { rows } = await tx.query<{ workspace_id: string; title: string }>(
    'SELECT workspace_id, title FROM documents WHERE id = $1::uuid FOR NO KEY UPDATE',
    [documentId],
  )
  const [document] = rows
  if (!document) return false
  const before = await sinceLastSave(tx, documentId)
  const covered = !before.savedSnapshot || coversState(input.ydoc, before.savedSnapshot)
  // What was saved from outside a moment ago would be reported as taken back.
  const ydoc = covered ? input.ydoc : await loadDocument(tx, documentId)
  const fingerprint = stateFingerprint(ydoc)
  if (before.savedSnapshot && Buffer.compare(before.savedSnapshot, fingerprint) === 0) return false

  const content = deriveContent(ydoc)
  await write(tx, documentId, content, fingerprint)
  if (input.silent) return true
  await recordChanges(context, tx, {
    documentId,
    workspaceId: document.workspace_id,
    previousTitle: document.title,
    previousBlocks: before.blocks ?? [],
    previousText: before.text ?? '',
    content,
    editors: before.editors.length > 0 ? before.editors : [input.actor],
  })
  return true
}

/** The time of a save is the database's, as that of the log's rows is. Open editors are told when it commits. */
async function write(tx: Executor, documentId: string, content: DerivedContent, fingerprint: Uint8Array) {
  await tx.query(
    `WITH document AS (
       UPDATE documents SET title = $2, character_count = $3::int, word_count = $4::int, updated_at = now()
        WHERE id = $1::uuid),
     content AS (
       INSERT INTO document_contents (document_id, text, blocks, saved_snapshot, saved_at)
       VALUES ($1::uuid, $5, $6::jsonb, $7::bytea, now())
           ON CONFLICT (document_id) DO UPDATE
          SET text = excluded.text, blocks = excluded.blocks,
              saved_snapshot = excluded.saved_snapshot, saved_at = excluded.saved_at)
     SELECT pg_notify('document_changed', json_build_object('documentId', $1::text, 'what', 'meta')::text)::text`,
    [
      documentId,
      content.title,
      content.characterCount,
      content.wordCount,
      content.text,
      JSON.stringify(content.blocks),
      Buffer.from(fingerprint),
    ],
  )
}

interface SinceLastSave {
  /** Null where the document was never saved. */
  text: string | null
  blocks: Block[] | null
  savedSnapshot: Uint8Array | null
  /** Who wrote rows of the log since then, the latest last. */
  editors: Actor[]
}

async function sinceLastSave(tx: Executor, documentId: string): Promise<SinceLastSave> {
  const { rows } = await tx.query<Omit<SinceLastSave, 'editors'> & { editors: NamedEditor[] }>(
    `SELECT c.text, c.blocks, c.saved_snapshot AS "savedSnapshot", (
              SELECT coalesce(json_agg(json_build_object('type', l.actor_type, 'id', l.actor_id,
                                                         'name', coalesce(u.name, k.name)) ORDER BY l.latest), '[]')
                FROM (SELECT actor_type, actor_id, max(id) AS latest FROM document_updates
                       WHERE document_id = $1::uuid AND created_at > coalesce(c.saved_at, '-infinity')
                         AND actor_type IS NOT NULL
                       GROUP BY actor_type, actor_id) AS l
                LEFT JOIN users u ON l.actor_type = 'user' AND u.id = l.actor_id
                LEFT JOIN api_keys k ON l.actor_type = 'api_key' AND k.id = l.actor_id) AS editors
       FROM (SELECT) AS always LEFT JOIN document_contents c ON c.document_id = $1::uuid`,
    [documentId],
  )
  const [row] = rows
  if (!row) throw new Error('A query without a condition gave no row.')
  return { ...row, editors: row.editors.map(named) }
}

type NamedEditor = Omit<Actor, 'name'> & { name: string | null }

function named({ type, id, name }: NamedEditor): Actor {
  return { type, id, name: name ?? (type === 'guest' ? 'Guest' : 'Quillwire') }
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
