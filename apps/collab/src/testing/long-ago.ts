import type { Awareness } from 'y-protocols/awareness'

/** As if a minute had passed since anybody was heard of. A test cannot set the clock of y-protocols. */
export function longAgo({ meta }: Awareness): void {
  for (const heard of meta.values()) heard.lastUpdated -= 60_000
}
