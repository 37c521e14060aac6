import type { Executor } from '@quillwire/database'
import { VALID_LINK } from '../access/valid-link.ts'
import { tokenHash } from '../secrets/seal.ts'

/** The ids of the valid links with these tokens. Other tokens are ignored. */
export async function findShareLinks(executor: Executor, tokens: readonly string[]): Promise<string[]> {
  if (tokens.length === 0) return []
  const { rows } = await executor.query<{ id: string }>(
    `SELECT id FROM share_links WHERE token_hash = ANY($1::text[]) AND ${VALID_LINK}`,
    [tokens.map(tokenHash)],
  )
  return rows.map(({ id }) => id)
}
