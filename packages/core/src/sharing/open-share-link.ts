import type { Executor } from '@quillwire/database'
import { VALID_LINK } from '../access/valid-link.ts'
import { gone, notFound } from '../errors.ts'
import { tokenHash } from '../secrets/seal.ts'

/** The document that a share link leads to. Throws when it never existed, has ended or was revoked. */
export async function openShareLink(executor: Executor, token: string): Promise<{ documentId: string }> {
  const { rows } = await executor.query<{ document_id: string; valid: boolean }>(
    `SELECT document_id, ${VALID_LINK} AS valid FROM share_links WHERE token_hash = $1`,
    [tokenHash(token)],
  )
  const link = rows[0]
  if (!link) throw notFound('share_link_not_found', 'This link is not valid. Ask for a new one.')
  if (!link.valid) throw gone('share_link_ended', 'This link no longer works. Ask for a new one.')
  return { documentId: link.document_id }
}
