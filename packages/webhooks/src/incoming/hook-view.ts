import {
  type Context,
  decideDocument,
  documentFacts,
  requireDocument,
  requireWorkspace,
} from '@quillwire/core'
import type { Creator } from '@quillwire/core/access/creator'
import { type Maker, makerInSql } from '@quillwire/core/access/maker-in-sql'
import { notFound } from '@quillwire/core/errors'
import type { Executor } from '@quillwire/database'
import { AFTER_ALL_IDS } from '../ends-of-ids.ts'
import type { HookSettings } from './hook-settings.ts'
import { type HookObstacle, obstaclesOf } from './obstacles.ts'

/** An incoming hook as the outside sees it. */
export interface IncomingHookView extends HookSettings {
  id: string
  documentId: string
  /** Null if the caller may not read the document. */
  documentTitle: string | null
  /** Whether calls must be signed, besides knowing the URL. */
  signed: boolean
  status: 'active' | 'revoked'
  revokedAt: Date | null
  /** The person or key by whose right it writes. Null if that is not known. */
  owner: Maker | null
  /**
   * Why every call is refused at the moment, though its URL works. Null if calls are not refused, or if the
   * caller may not read the document.
   */
  obstacle: HookObstacle | null
  /** When it wrote for the last time. */
  lastUsedAt: Date | null
  lastCall: { receivedAt: Date; statusCode: number; errorCode: string | null } | null
  /** How many of the latest calls were refused in a row, 10 at most. */
  refusedInARow: number
  createdAt: Date
  updatedAt: Date
}

export interface IncomingHookDetails extends IncomingHookView {
  /**
   * Null if the caller may not write the document, since whoever knows the URL can, if the hook is revoked, or if the
   * URL can no longer be decrypted.
   */
  url: string | null
  /** Whether the URL still works, but can no longer be decrypted to be shown. */
  urlLost: boolean
}

export interface HookRow
  extends Omit<IncomingHookView, 'documentTitle' | 'signed' | 'status' | 'obstacle'>,
    Creator {
  documentTitle: string
  ownerGoneAt: Date | null
  tokenSealed: string
  signingSecretSealed: string | null
}

const columns = `h.id, h.document_id AS "documentId", d.title AS "documentTitle", h.name, h.action, h.block,
  h.template, h.rate_limit AS "rateLimit", h.revoked_at AS "revokedAt", h.last_used_at AS "lastUsedAt",
  h.created_at AS "createdAt", h.updated_at AS "updatedAt", h.token_sealed AS "tokenSealed",
  h.signing_secret_sealed AS "signingSecretSealed", h.created_by_type AS "createdByType",
  h.created_by_id AS "createdById", h.owner_gone_at AS "ownerGoneAt",
  ${makerInSql('h', 'h.workspace_id', 'member')} AS owner, last.call AS "lastCall",
  last.refused AS "refusedInARow"`
/** Compared and ordered by both columns together, so that only an index by both serves: see `listCalls`. */
const tables = `incoming_hooks h JOIN documents d ON d.id = h.document_id LEFT JOIN LATERAL (
  SELECT json_agg(json_build_object('receivedAt', received_at, 'statusCode', status_code, 'errorCode', error_code)
                  ORDER BY place) -> 0 AS call,
         COALESCE(min(place) FILTER (WHERE status_code < 400) - 1, count(*))::int AS refused
    FROM (SELECT received_at, status_code, error_code, row_number() OVER (ORDER BY id DESC) AS place
            FROM (SELECT id, received_at, status_code, error_code FROM incoming_calls
                   WHERE hook_id >= h.id AND (hook_id, id) < (h.id, '${AFTER_ALL_IDS}'::uuid)
                   ORDER BY hook_id DESC, id DESC LIMIT 10) AS newest) AS lately) AS last ON true`

/** The incoming hooks of a workspace, oldest first. */
export async function hookRows(executor: Executor, workspaceId: string): Promise<HookRow[]> {
  const { rows } = await executor.query<HookRow>(
    `SELECT ${columns} FROM ${tables} WHERE h.workspace_id = $1::uuid ORDER BY h.id`,
    [workspaceId],
  )
  return rows
}

/** A hook of the principal's workspace, for those who manage integrations; throws `hook_not_found`. */
export async function requireHook(context: Context, id: string, executor?: Executor): Promise<HookRow> {
  const workspaceId = requireWorkspace(context.principal, 'manage_integrations')
  const { rows } = await (executor ?? context.database).query<HookRow>(
    `SELECT ${columns} FROM ${tables} WHERE h.id = $1::uuid AND h.workspace_id = $2::uuid`,
    [id, workspaceId],
  )
  const [row] = rows
  if (!row) throw notFound('hook_not_found', 'There is no such incoming hook in this workspace.')
  return row
}

/** As `requireHook`, for what is reserved to those who may write its document themselves. */
export async function requireOwnHook(context: Context, id: string, executor?: Executor): Promise<HookRow> {
  const row = await requireHook(context, id, executor)
  await requireDocument(executor ?? context.database, context.principal, row.documentId, 'write')
  return row
}

export function hookUrl({ publicUrl }: Pick<Context, 'publicUrl'>, token: string): string {
  return `${publicUrl}/api/v1/hooks/${token}`
}

/** The hooks as the principal sees them, in order. */
export async function presentHooks(
  context: Context,
  rows: readonly HookRow[],
): Promise<IncomingHookDetails[]> {
  const ids = [...new Set(rows.map(({ documentId }) => documentId))]
  const obstacles = await obstaclesOf(
    context.database,
    rows.filter(({ revokedAt }) => !revokedAt),
  )
  const facts = await documentFacts(context.database, context.principal, ids)
  const may = (action: 'read' | 'write', documentId: string) => {
    const known = facts.get(documentId)
    return known !== undefined && decideDocument(context.principal, action, { ...known, trashed: false })
  }
  const addressOf = (sealed: string | null) => {
    const token = sealed && context.seal.unsealIfReadable(sealed)
    return { url: token && hookUrl(context, token), urlLost: sealed !== null && !token }
  }
  return rows.map(
    ({ tokenSealed, signingSecretSealed, lastCall, createdByType, createdById, ownerGoneAt, ...row }) => ({
      ...row,
      ...addressOf(row.revokedAt || !may('write', row.documentId) ? null : tokenSealed),
      documentTitle: may('read', row.documentId) ? row.documentTitle : null,
      signed: signingSecretSealed !== null,
      status: row.revokedAt ? 'revoked' : 'active',
      obstacle: may('read', row.documentId) ? (obstacles.get(row.id) ?? null) : null,
      // Within JSON it comes as text.
      lastCall: lastCall && { ...lastCall, receivedAt: new Date(lastCall.receivedAt) },
    }),
  )
}

export async function presentHook(context: Context, row: HookRow): Promise<IncomingHookDetails> {
  const [view] = await presentHooks(context, [row])
  if (!view) throw new Error('A hook has no view.')
  return view
}
