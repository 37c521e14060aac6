import { createHash } from 'node:crypto'
import type { Executor } from '@quillwire/database'
import type { Block } from '@quillwire/editor'
import type { Actor } from '@quillwire/events'
import * as Y from 'yjs'
import { NOBODY } from '../access/nobody.ts'
import { SYSTEM_ACTOR } from '../access/principal.ts'
import type { Context } from '../context.ts'
import { referenceOf, titlesAbove, UNTITLED } from '../events/document-reference.ts'
import { ENDPOINT_NAME } from '../events/endpoint-name.ts'
import { recordEvent } from '../events/record-event.ts'
import { type DerivedContent, deriveContent } from './derive.ts'
import { diffBlocks } from './diff-blocks.ts'
import { loadDocument } from './load-document.ts'
import { type BlockRow, type BlockWrites, blocksOfRows, blockWrites } from './saved-blocks.ts'
import { coversState, markOf, type StateMark, writesMore } from './state-fingerprint.ts'

type Surroundings = Pick<Context, 'database' | 'publicUrl' | 'now'>

export interface SaveInput {
  documentId: string
  /** The state to save. Everything in it is to be in the log already, or is by the time `logged` resolves. */
  ydoc: Y.Doc
  /** Of a live document, in which people go on writing: resolves when all that was in it at the call is in the log; throws where that takes too long. */
  logged?: () => Promise<void>
  /** Who is reported where the log does not tell who edited since the last save. */
  actor: Actor
  /**
   * A moment before the state was read, where it is not a live one: since when the caller has had the document to itself
   * (`lockDocument`), or when it began to read. Who writes from then on is told with the next save.
   */
  at?: Date | null
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
  // Not FOR UPDATE: that would hold up the log, whose rows refer to this one. The clock is looked at behind the lock, for
  // which others may have been waited: what they wrote meanwhile is saved with this.
  const { rows } = await tx.query<DocumentRow>(
    `WITH document AS MATERIALIZED (
       SELECT workspace_id, title FROM documents WHERE id = $1::uuid FOR NO KEY UPDATE)
     SELECT workspace_id AS "workspaceId", title, ${titlesAbove('$1::uuid')} AS "titlesAbove", clock_timestamp() AS at
       FROM document`,
    [documentId],
  )
  const [document] = rows
  if (!document) return false
  const before = await sinceLastSave(tx, documentId)
  const own = markOf(input.ydoc)
  const lacks = before.integrationsWrote && (await lacksTheirWords(tx, documentId, own))
  const covered = !lacks && (!before.mark || coversState(own, before.mark))
  // What was saved from outside a moment ago would be reported as taken back, and what is to be saved with this might never be.
  const ydoc = covered ? input.ydoc : await loadDocument(tx, documentId)
  const mark = covered ? own : markOf(ydoc)
  if (before.mark && Buffer.compare(before.mark.fingerprint, mark.fingerprint) === 0) return false

  const content = deriveContent(ydoc)
  // What came in while the document was waited for is saved, too. Whose it is, the log says, and nothing else is told.
  await input.logged?.()
  const late = await lateRows(tx, documentId, before.mark)
  const editors = await editorsSinceLastSave(tx, documentId, late)
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
 * The time of a save is the database's, as that of the log's rows is. Open editors are told when it commits, where the title
 * is another: each of them reads the whole tree of documents then.
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

const BY_INTEGRATIONS = `FROM document_updates u WHERE u.document_id = $1::uuid AND u.actor_type = 'integration'`

interface SinceLastSave {
  /** Null where the document was never saved. */
  mark: StateMark | null
  textHash: Uint8Array | null
  blocks: BlockRow[]
  /** They leave it to others to save what they write while somebody types (`editDocument`). */
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

/** Whether an integration wrote something since the last save that has not reached this state. */
async function lacksTheirWords(tx: Executor, documentId: string, own: StateMark): Promise<boolean> {
  const { rows } = await tx.query<{ update: Uint8Array }>(
    `SELECT u.update ${BY_INTEGRATIONS}
        AND u.created_at > (SELECT saved_at FROM document_contents WHERE document_id = $1::uuid)`,
    [documentId],
  )
  const vector = Y.decodeStateVector(own.stateVector)
  return rows.some(({ update }) => writesMore(update, vector))
}

/** A commit of the log takes milliseconds, and another sync server brings what it wrote in less than this. */
const LATE_BY_AT_MOST = '10 seconds'

/**
 * Rows are dated when their commit begins, so one that is older than the last save may have come after it. Of those who wrote
 * nothing since, the rows before it are looked at: which hold something that had not been saved then.
 *
 * @returns their numbers.
 */
async function lateRows(tx: Executor, documentId: string, mark: StateMark | null): Promise<string[]> {
  if (!mark) return []
  const { rows } = await tx.query<{ id: bigint; update: Uint8Array }>(
    `WITH since AS MATERIALIZED (
       SELECT DISTINCT actor_type, coalesce(actor_id, '${NOBODY}') AS actor_id
         FROM document_updates
        WHERE document_id = $1::uuid AND actor_type IS NOT NULL
          AND created_at > (SELECT saved_at FROM document_contents WHERE document_id = $1::uuid))
     SELECT u.id, u.update
       FROM document_updates u JOIN document_contents c ON c.document_id = u.document_id
      WHERE u.document_id = $1::uuid AND u.actor_type IS NOT NULL
        AND u.created_at <= c.saved_at AND u.created_at > c.saved_at - interval '${LATE_BY_AT_MOST}'
        -- Compared by what can be hashed, as no null can: both may be thousands of rows. The system has no id.
        AND NOT EXISTS (
          SELECT FROM since s
           WHERE s.actor_type = u.actor_type AND s.actor_id = coalesce(u.actor_id, '${NOBODY}'))`,
    [documentId],
  )
  const saved = Y.decodeStateVector(mark.stateVector)
  return rows.filter(({ update }) => writesMore(update, saved)).map(({ id }) => String(id))
}

/** Who wrote rows of the log since then, or one of the `late` ones, the latest last. */
async function editorsSinceLastSave(
  tx: Executor,
  documentId: string,
  late: readonly string[],
): Promise<Actor[]> {
  const { rows } = await tx.query<NamedEditor>(
    `SELECT l.actor_type AS type, l.actor_id AS id, coalesce(u.name, k.name, i.name) AS name
       FROM (SELECT actor_type, actor_id, max(id) AS latest FROM document_updates
              WHERE document_id = $1::uuid AND actor_type IS NOT NULL
                AND (id = ANY ($2::bigint[]) OR created_at > coalesce(
                      (SELECT saved_at FROM document_contents WHERE document_id = $1::uuid), '-infinity'))
              GROUP BY actor_type, actor_id) AS l
       LEFT JOIN users u ON l.actor_type = 'user' AND u.id = l.actor_id
       LEFT JOIN api_keys k ON l.actor_type = 'api_key' AND k.id = l.actor_id
       LEFT JOIN LATERAL (
         SELECT ${ENDPOINT_NAME} AS name FROM webhook_endpoints WHERE id = l.actor_id
         UNION ALL SELECT name FROM incoming_hooks WHERE id = l.actor_id) AS i
              ON l.actor_type = 'integration'
      ORDER BY l.latest`,
    [documentId, late],
  )
  return rows.map(named)
}

type NamedEditor = Omit<Actor, 'name'> & { name: string | null }

function named({ type, id, name }: NamedEditor): Actor {
  return { type, id, name: name ?? (type === 'guest' ? 'Guest' : 'Quillwire') }
}

interface Changes {
  documentId: string
  workspaceId: string
  previousTitle: string
  titlesAbove: string[]
  previousBlocks: Block[]
  textChanged: boolean
  content: DerivedContent
  editors: Actor[]
}

async function recordChanges(context: Surroundings, tx: Executor, changes: Changes) {
  const { documentId, workspaceId, content, editors } = changes
  const document = referenceOf(context.publicUrl, {
    id: documentId,
    title: content.title,
    titlesAbove: changes.titlesAbove,
  })
  const actor = editors.at(-1) ?? SYSTEM_ACTOR
  // An integration adds to the text; titles and check boxes are for people and programs.
  const hand = editors.findLast(({ type }) => type !== 'integration') ?? actor
  const common = { workspaceId, documentId }
  if (content.title !== changes.previousTitle)
    await recordEvent(tx, {
      ...common,
      actor: hand,
      type: 'document.renamed',
      data: { document, previousTitle: changes.previousTitle || UNTITLED },
    })
  const diff = diffBlocks(changes.previousBlocks, content.blocks)
  // Another title alone is told by `document.renamed`.
  if (!changes.textChanged && diff.blocks.length === 0 && diff.tasks.length === 0) return
  await recordEvent(tx, {
    ...common,
    actor,
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
      actor: hand,
      type: checked ? 'task.completed' : 'task.reopened',
      data: { document, task },
    })
}
