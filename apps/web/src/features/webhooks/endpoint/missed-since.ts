import type { Endpoint } from '@/lib/api-types.ts'

/**
 * Since when a disabled endpoint has missed what happened: from its first failure on, or from the moment at which it was
 * disabled, where it had not failed before. Edits meanwhile change neither.
 */
export function missedSince({
  failingSince,
  disabledAt,
}: Pick<Endpoint, 'failingSince' | 'disabledAt'>): string | undefined {
  // ISO times of one form are in order as texts.
  return [failingSince, disabledAt].filter((moment) => moment !== null).sort()[0]
}
