import { type Executor, lockName } from '@quillwire/database'

/**
 * Until the transaction ends, nobody else does the same in the workspace. Used where things are counted before one more
 * is made, and for changes that would otherwise wait for each other in a circle
 * (docs/decisions/0038-order-of-locks.md).
 */
export async function oneAtATime(
  tx: Executor,
  what: 'endpoints' | 'consumers' | 'hooks',
  workspaceId: string,
): Promise<void> {
  await lockName(tx, `${what} ${workspaceId}`)
}
