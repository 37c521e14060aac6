import type { Actor } from '@quillwire/events'
import * as Y from 'yjs'
import { requireDocument } from '../access/document-facts.ts'
import type { Context } from '../context.ts'
import { ENDPOINT_NAME } from '../events/endpoint-name.ts'
import type { HistoricUpdate } from './packed-updates.ts'
import { Ranges } from './ranges.ts'
import { readHistory } from './read-history.ts'

export interface Author {
  actor: Actor
  firstEditAt: Date
  lastEditAt: Date
  /** Updates in the log; an update is one keystroke or a few. */
  edits: number
  /** How many of their characters (UTF-16 code units) are still in the title and the text. */
  characters: number
}

/**
 * The authors of a document, the most recent first.
 *
 * @throws `document_not_found` when the principal may not read it.
 */
export async function authorsOf(context: Context, { documentId }: { documentId: string }): Promise<Author[]> {
  await requireDocument(context.database, context.principal, documentId, 'read')
  const authors = new Map<string, Author>()
  const ranges = new Map<number, Ranges<Author | null>>()
  const ydoc = new Y.Doc()
  const updates: Uint8Array[] = []
  for await (const entry of readHistory(context.database, documentId)) {
    updates.push(entry.update)
    // Also claims the ranges of updates without an author: they do not become those of somebody who sends them again.
    noteRanges(ranges, entry.update, noteEdit(authors, entry))
  }
  ydoc.transact(() => {
    for (const update of updates) Y.applyUpdate(ydoc, update)
  })
  countCharacters(ydoc, ranges)
  await nameAuthors(context, [...authors.values()])
  return [...authors.values()].sort((one, other) => other.lastEditAt.getTime() - one.lastEditAt.getTime())
}

function noteEdit(
  authors: Map<string, Author>,
  { actorType, actorId, createdAt }: HistoricUpdate,
): Author | null {
  if (!actorType) return null
  const key = `${actorType} ${actorId}`
  const known = authors.get(key)
  if (known) {
    known.edits += 1
    if (createdAt > known.lastEditAt) known.lastEditAt = createdAt
    if (createdAt < known.firstEditAt) known.firstEditAt = createdAt
    return known
  }
  const actor = { type: actorType as Actor['type'], id: actorId, name: '' } // the log contains only types of actors
  const author = { actor, firstEditAt: createdAt, lastEditAt: createdAt, edits: 1, characters: 0 }
  authors.set(key, author)
  return author
}

/** What was in the log already still belongs to whoever wrote it first: an update may contain things a second time. */
function noteRanges(ranges: Map<number, Ranges<Author | null>>, update: Uint8Array, author: Author | null) {
  // Uses the structs themselves: between the first and last clock there may be a gap, which somebody else fills.
  for (const struct of Y.decodeUpdate(update).structs) {
    if (struct instanceof Y.Skip) continue
    const known = ranges.get(struct.id.client) ?? new Ranges<Author | null>()
    ranges.set(struct.id.client, known)
    known.claim(struct.id.clock, struct.id.clock + struct.length, author)
  }
}

function countCharacters(ydoc: Y.Doc, ranges: Map<number, Ranges<Author | null>>) {
  for (const [client, structs] of ydoc.store.clients)
    for (const item of structs) {
      if (!(item instanceof Y.Item) || item.deleted || !(item.content instanceof Y.ContentString)) continue
      const { clock } = item.id
      for (const { from, to, owner } of ranges.get(client)?.within(clock, clock + item.length) ?? [])
        if (owner) owner.characters += to - from
    }
}

async function nameAuthors({ database }: Context, authors: readonly Author[]) {
  const ids = (type: Actor['type']) =>
    authors.flatMap(({ actor }) => (actor.type === type && actor.id ? actor.id : []))
  const { rows } = await database.query<{ id: string; name: string }>(
    `SELECT id, name FROM users WHERE id = ANY ($1::uuid[])
     UNION ALL SELECT id, name FROM api_keys WHERE id = ANY ($2::uuid[])
     UNION ALL SELECT id, ${ENDPOINT_NAME} FROM webhook_endpoints WHERE id = ANY ($3::uuid[])
     UNION ALL SELECT id, name FROM incoming_hooks WHERE id = ANY ($3::uuid[])`,
    [ids('user'), ids('api_key'), ids('integration')],
  )
  const names = new Map(rows.map(({ id, name }) => [id, name]))
  for (const { actor } of authors)
    actor.name = names.get(actor.id ?? '') ?? (actor.type === 'guest' ? 'Guest' : 'Quillwire')
}
