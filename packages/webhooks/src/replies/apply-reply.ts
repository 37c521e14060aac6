/** Carries out, in the endpoint's name, what receivers answer for documents: a comment, or Markdown at the end. */
import { asPrincipal, type Context, decideDocument, documentFacts, type Services } from '@quillwire/core'
import { type Creator, creatorNow } from '@quillwire/core/access/creator'
import { commentOnDocument } from '@quillwire/core/comments/comment-on-document'
import { writeContent } from '@quillwire/core/documents/write-content'
import { DomainError, forbidden, unavailable } from '@quillwire/core/errors'
import { ENDPOINT_NAME } from '@quillwire/core/events/endpoint-name'
import type { Executor } from '@quillwire/database'
import type { Reply } from './read-reply.ts'

/** A reply that was recorded and not yet carried out. */
interface WaitingReply extends Creator {
  attemptId: string
  endpointId: string
  name: string
  workspaceId: string
  documentId: string
  /** Whether the endpoint may reply at this moment. */
  enabled: boolean
  reply: Reply & {
    /** How often it was claimed, including this time. */
    tries: number
  }
}

/** How long replies stay claimed by a worker that dies. */
const CLAIM_SECONDS = 60
const MAX_AT_ONCE = 50
/** With the time between two tries this is half an hour: a fault that lasts longer will not pass. */
const MAX_TRIES = 30

/**
 * Carries out the replies that wait. Each is claimed first, so that only one of several workers does it. Returns how
 * many there were.
 *
 * @param onFault told of what failed by no fault of the reply: it stays claimed, and is tried again.
 */
export async function applyReplies(services: Services, onFault: (fault: unknown) => void): Promise<number> {
  const replies = await claimReplies(services.database)
  for (const reply of replies) await apply(services, reply).catch(onFault)
  return replies.length
}

async function claimReplies(executor: Executor): Promise<WaitingReply[]> {
  const { rows } = await executor.query<WaitingReply>(
    `UPDATE delivery_attempts a
        SET reply = a.reply || jsonb_build_object('claimedAt', extract(epoch FROM now()),
                                                  'tries', coalesce((a.reply ->> 'tries')::int, 0) + 1)
       FROM deliveries d JOIN webhook_endpoints e ON e.id = d.endpoint_id
      WHERE d.id = a.delivery_id AND a.id IN (
              SELECT id FROM delivery_attempts
               WHERE reply ->> 'status' = 'waiting'
                 AND coalesce((reply ->> 'claimedAt')::float8, 0) < extract(epoch FROM now()) - ${CLAIM_SECONDS}
               ORDER BY id LIMIT ${MAX_AT_ONCE} FOR UPDATE SKIP LOCKED)
     RETURNING a.id AS "attemptId", e.id AS "endpointId", e.workspace_id AS "workspaceId",
               d.document_id AS "documentId", a.reply, ${ENDPOINT_NAME} AS name,
               e.replies_enabled AS enabled, e.created_by_type AS "createdByType", e.created_by_id AS "createdById"`,
  )
  return rows
}

async function apply(services: Services, waiting: WaitingReply): Promise<void> {
  const { endpointId: id, workspaceId, documentId, name, reply } = waiting
  const role = reply.kind === 'append' ? 'editor' : 'commenter'
  const context: Context = asPrincipal(services, { type: 'integration', id, name, workspaceId, role })
  // Settled in the transaction that writes: a reply is either waiting or in the document, and never there twice.
  const done = (tx: Executor) => settle(tx, waiting, { status: 'done', error: null })
  try {
    if (reply.tries > MAX_TRIES)
      throw unavailable('reply_given_up', 'It could not be carried out. The log of the server says why.')
    if (!waiting.enabled) throw forbidden('replies_off', 'This endpoint may no longer reply.')
    await requireRight(services.database, waiting)
    if (reply.kind === 'append')
      await writeContent(context, { documentId, markdown: reply.text, place: 'end' }, done)
    else await commentOnDocument(context, { documentId, body: reply.text }, done)
  } catch (error) {
    // What the document refuses is the receiver's matter; any other fault is ours, and tried again.
    if (!(error instanceof DomainError)) throw error
    await settle(services.database, waiting, { status: 'refused', error: error.message })
  }
}

/**
 * An endpoint lends its receiver the right of whoever answers for the endpoint, and no more. Otherwise an admin who may
 * only read a document could write into it by answering as the receiver. A document that is gone or in the trash
 * refuses by itself.
 */
async function requireRight(executor: Executor, waiting: WaitingReply): Promise<void> {
  const { documentId, reply } = waiting
  const creator = await creatorNow(executor, waiting)
  const facts = creator && (await documentFacts(executor, creator, [documentId])).get(documentId)
  if (creator && !facts) return
  const action = reply.kind === 'append' ? 'write' : 'comment'
  if (!facts || !decideDocument(creator, action, { ...facts, trashed: false }))
    throw forbidden(
      'reply_without_right',
      `Whoever answers for this endpoint may not ${action === 'write' ? 'write in' : 'comment on'} the document.`,
    )
}

async function settle(
  executor: Executor,
  { attemptId }: WaitingReply,
  outcome: Pick<Reply, 'status' | 'error'>,
): Promise<void> {
  const { rows } = await executor.query(
    `UPDATE delivery_attempts SET reply = reply - 'claimedAt' - 'tries' || $2::jsonb
      WHERE id = $1::uuid AND reply ->> 'status' = 'waiting' RETURNING id`,
    [attemptId, JSON.stringify(outcome)],
  )
  if (rows.length === 0) throw new Error('Another worker has carried this reply out.')
}
