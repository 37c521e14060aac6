import type { Transaction } from '@quillwire/database'
import { actorOf } from '../access/principal.ts'
import type { Context } from '../context.ts'
import { disableEndpointsOf } from '../events/disable-endpoints.ts'
import { documentReferences } from '../events/document-reference.ts'
import { recordEvents } from '../events/record-events.ts'
import { type LinkFacts, linkEventData } from '../sharing/record-link-event.ts'
import { type Departure, endsSomething, knownInvitations } from './departure.ts'
import { handOverDocuments } from './hand-over-documents.ts'
import { KNOWN_INVITATIONS, THEIR_HOOKS, THEIR_KEYS, THEIR_LINKS, THEIRS_ALONE } from './left-behind.ts'
import { notifyOfAccess } from './notify-of-access.ts'

/**
 * Ends or stops everything that acts by the rights that a person loses, and the keys and links that they hold, in the
 * same transaction. Call it before their grants are deleted, which tell what was theirs.
 */
export async function settleDeparture(
  context: Context,
  tx: Transaction,
  departure: Departure,
  { keepShareLinks = false } = {},
): Promise<void> {
  if (!endsSomething(departure)) return
  const { workspaceId, userId, to } = departure
  const leaves = to === null
  const them = [workspaceId, userId]
  // First what sends events out, so that it receives nothing of what follows.
  const keyIds = await endKeys(context, tx, departure)
  await disableEndpointsOf(tx, workspaceId, [
    { type: 'user', id: userId },
    ...keyIds.map((id) => ({ type: 'api_key' as const, id })),
  ])
  await tx.query(`UPDATE incoming_hooks SET owner_gone_at = now() WHERE ${THEIR_HOOKS}`, [...them, leaves])
  if (leaves) {
    const { rows } = await tx.query<{ id: string }>(
      `SELECT d.id FROM documents d WHERE ${THEIRS_ALONE}`,
      them,
    )
    await handOverDocuments(context, tx, {
      workspaceId,
      documentIds: rows.map(({ id }) => id),
      leaving: userId,
    })
    if (!keepShareLinks || departure.byThemselves) await endShareLinks(context, tx, departure)
  }
  await tx.query(`UPDATE invitations SET revoked_at = now() WHERE ${KNOWN_INVITATIONS}`, [
    ...them,
    knownInvitations(departure),
    departure.invitationId,
  ])
}

/** Ends their keys, whose values they know. An admin can renew them. Returns their ids. */
async function endKeys(
  context: Context,
  tx: Transaction,
  { workspaceId, userId }: Departure,
): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>(
    `UPDATE api_keys SET revoked_at = now(), maker_gone = true WHERE ${THEIR_KEYS} RETURNING id`,
    [workspaceId, userId],
  )
  for (const { id } of rows) await context.database.notify('document_access', { apiKeyId: id }, tx)
  return rows.map(({ id }) => id)
}

async function endShareLinks(context: Context, tx: Transaction, { workspaceId, userId }: Departure) {
  const { rows: links } = await tx.query<LinkFacts & { documentId: string }>(
    `UPDATE share_links SET revoked_at = now() WHERE ${THEIR_LINKS}
     RETURNING id, document_id AS "documentId", role, expires_at AS "expiresAt"`,
    [workspaceId, userId],
  )
  const documentIds = [...new Set(links.map(({ documentId }) => documentId))]
  const references = await documentReferences(tx, context.publicUrl, documentIds)
  const byDocument = Map.groupBy(links, ({ documentId }) => documentId)
  await recordEvents(tx, {
    workspaceId,
    type: 'share_link.revoked',
    actor: actorOf(context.principal),
    of: references.flatMap((document) =>
      (byDocument.get(document.id) ?? []).map((link) => ({
        documentId: document.id,
        data: linkEventData(document, link),
      })),
    ),
  })
  await notifyOfAccess(tx, documentIds)
}
