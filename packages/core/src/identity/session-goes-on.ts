import type { Executor } from '@quillwire/database'

/** Whether the session still exists and has not expired. */
export async function sessionGoesOn(executor: Executor, id: string): Promise<boolean> {
  const { rows } = await executor.query(
    'SELECT FROM sessions WHERE id = $1::uuid AND expires_at > now()',
    [id],
    'session-goes-on',
  )
  return rows.length > 0
}
