import type { Hook } from './use-hooks.ts'

export type HookHealth = 'revoked' | 'blocked' | 'failing' | 'last_refused' | 'active'

/** Anybody who knows the URL can cause a refused call: a single one does not make a hook count as failing. */
const FAILING_FROM = 3

export function healthOf({
  status,
  obstacle,
  refusedInARow,
}: Pick<Hook, 'status' | 'obstacle' | 'refusedInARow'>): HookHealth {
  if (status === 'revoked') return 'revoked'
  if (obstacle) return 'blocked'
  if (refusedInARow >= FAILING_FROM) return 'failing'
  return refusedInARow > 0 ? 'last_refused' : 'active'
}
