import type { Endpoint } from '@/lib/api-types.ts'

/**
 * Since when a disabled endpoint has missed events: since its first failure, or, if it had not failed before, since it
 * was disabled. Edits meanwhile change neither.
 */
export function missedSince({
  failingSince,
  disabledAt,
}: Pick<Endpoint, 'failingSince' | 'disabledAt'>): string | undefined {
  // ISO times of the same form sort correctly as strings.
  return [failingSince, disabledAt].filter((moment) => moment !== null).sort()[0]
}
