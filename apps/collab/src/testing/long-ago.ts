import type { Awareness } from 'y-protocols/awareness'

/** Makes it a minute since anybody was heard of. The clock of y-protocols is none that a test could set. */
export function longAgo({ meta }: Awareness): void {
  for (const heard of meta.values()) heard.lastUpdated -= 60_000
}
