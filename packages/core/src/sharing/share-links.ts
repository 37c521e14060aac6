import { type Executor, newId, type Transaction } from '@quillwire/database'
import { requireDocument } from '../access/document-facts.ts'
import { actorOf } from '../access/principal.ts'
import type { DocumentRole } from '../access/roles.ts'
import { VALID_LINK } from '../access/valid-link.ts'
import type { Context } from '../context.ts'
import { invalid, notFound } from '../errors.ts'
import { documentReference } from '../events/document-reference.ts'
import { recordEvent } from '../events/record-event.ts'
import { newToken, tokenHash } from '../secrets/seal.ts'

type LinkRole = Exclude<DocumentRole, 'owner'>

export interface ShareLinkView {
  id: string
  role: DocumentRole
  url: string
  createdAt: Date
  expiresAt: Date | null
}

interface LinkRow extends Omit<ShareLinkView, 'url'> {
  tokenSealed: string
}

function present(context: Context, row: LinkRow): ShareLinkView {
  const url = `${context.publicUrl}/s/${context.seal.unseal(row.tokenSealed)}`
  return { id: row.id, role: row.role, url, createdAt: row.createdAt, expiresAt: row.expiresAt }
}

/** The links of the document that work. Only for those who may share it: a link is a key. */
export async function listShareLinks(
  context: Context,
  input: { documentId: string },
): Promise<ShareLinkView[]> {
  await requireDocument(context.database, context.principal, input.documentId, 'share')
  const { rows } = await context.database.query<LinkRow>(
    `SELECT id, role, token_sealed AS "tokenSealed", created_at AS "createdAt", expires_at AS "expiresAt"
       FROM share_links WHERE document_id = $1::uuid AND ${VALID_LINK}
      ORDER BY created_at DESC`,
    [input.documentId],
  )
  return rows.map((row) => present(context, row))
}

/** Makes a link that gives its holders the role, signed in or not. */
export async function createShareLink(
  context: Context,
  input: { documentId: string; role: LinkRole; expiresAt?: Date | null },
): Promise<ShareLinkView> {
  await requireFuture(context.database, input.expiresAt)
  const token = newToken()
  const row = await context.database.transaction(async (tx) => {
    const facts = await requireDocument(tx, context.principal, input.documentId, 'share')
    const link = await tx.shareLink.create({
      data: {
        id: newId(),
        documentId: input.documentId,
        role: input.role,
        tokenHash: tokenHash(token),
        tokenSealed: context.seal.seal(token),
        createdById: context.principal.type === 'user' ? context.principal.id : null,
        expiresAt: input.expiresAt ?? null,
      },
    })
    await recordLinkEvent(context, tx, 'share_link.created', facts.workspaceId, input.documentId, link)
    return link
  })
  return present(context, row)
}

/** Changes the role or the end of a link; open editors follow within a second. */
export async function updateShareLink(
  context: Context,
  input: { documentId: string; id: string; role?: LinkRole; expiresAt?: Date | null },
): Promise<ShareLinkView> {
  await requireFuture(context.database, input.expiresAt)
  const { role, expiresAt } = input
  const row = await changeLink(context, input, 'share_link.updated', { role, expiresAt })
  return present(context, row)
}

/** Makes the link stop working, in open editors too. */
export async function revokeShareLink(
  context: Context,
  input: { documentId: string; id: string },
): Promise<void> {
  await changeLink(context, input, 'share_link.revoked', { revokedAt: context.now() })
}

async function changeLink(
  context: Context,
  { documentId, id }: { documentId: string; id: string },
  type: 'share_link.updated' | 'share_link.revoked',
  data: { role?: LinkRole; expiresAt?: Date | null; revokedAt?: Date },
) {
  return await context.database.transaction(async (tx) => {
    const facts = await requireDocument(tx, context.principal, documentId, 'share')
    const found = await tx.shareLink.findFirst({ where: { id, documentId, revokedAt: null } })
    if (!found) throw notFound('share_link_not_found', 'There is no such link, or it was revoked already.')
    const link = await tx.shareLink.update({ where: { id }, data })
    await recordLinkEvent(context, tx, type, facts.workspaceId, documentId, link)
    await context.database.notify('document_access', { documentId }, tx)
    return link
  })
}

async function recordLinkEvent(
  context: Context,
  tx: Transaction,
  type: 'share_link.created' | 'share_link.updated' | 'share_link.revoked',
  workspaceId: string,
  documentId: string,
  link: { id: string; role: DocumentRole; expiresAt: Date | null },
) {
  await recordEvent(tx, {
    workspaceId,
    type,
    actor: actorOf(context.principal),
    documentId,
    data: {
      document: await documentReference(tx, context.publicUrl, documentId),
      link: { id: link.id, role: link.role, expiresAt: link.expiresAt?.toISOString() ?? null },
    },
  })
}

async function requireFuture(executor: Executor, expiresAt: Date | null | undefined) {
  if (!expiresAt) return
  const { rows } = await executor.query('SELECT WHERE $1::timestamptz > now()', [expiresAt])
  if (rows.length === 0)
    throw invalid('expiry_in_past', 'Choose an end in the future.', { field: 'expiresAt' })
}
