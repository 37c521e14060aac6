import type { Actor } from '@quillwire/events'
import { actorOf } from '../access/principal.ts'
import type { Context } from '../context.ts'

export interface CommentView {
  id: string
  author: Actor
  body: string
  createdAt: Date
  editedAt: Date | null
  /** Whether the caller wrote it. */
  own: boolean
}

export interface ThreadView {
  id: string
  quote: string
  /** Encoded Yjs relative positions, base64. */
  anchor: { start: string; end: string }
  createdAt: Date
  resolvedAt: Date | null
  resolvedBy: Actor | null
  comments: CommentView[]
}

export interface CommentRow {
  id: string
  authorType: string
  authorId: string | null
  authorName: string
  body: string
  createdAt: Date
  editedAt: Date | null
}

interface ThreadRow {
  id: string
  quote: string
  anchorStart: Uint8Array
  anchorEnd: Uint8Array
  createdAt: Date
  resolvedAt: Date | null
  resolvedBy: unknown
  comments: CommentRow[]
}

export function presentThread(context: Context, row: ThreadRow): ThreadView {
  return {
    id: row.id,
    quote: row.quote,
    anchor: { start: base64(row.anchorStart), end: base64(row.anchorEnd) },
    createdAt: row.createdAt,
    resolvedAt: row.resolvedAt,
    resolvedBy: row.resolvedBy as Actor | null, // written by resolveThread alone
    comments: row.comments.map((comment) => presentComment(context, comment)),
  }
}

export function presentComment(context: Context, row: CommentRow): CommentView {
  return {
    id: row.id,
    author: commentAuthor(row),
    body: row.body,
    createdAt: row.createdAt,
    editedAt: row.editedAt,
    own: isOwn(context, row),
  }
}

export function commentAuthor(row: CommentRow): Actor {
  return { type: row.authorType as Actor['type'], id: row.authorId, name: row.authorName } // written from an Actor
}

/** A visitor without an account has no lasting identity, so none of their comments is theirs to edit later. */
export function isOwn(context: Context, row: CommentRow): boolean {
  const actor = actorOf(context.principal)
  return actor.id !== null && actor.id === row.authorId && actor.type === row.authorType
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}
