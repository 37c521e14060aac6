import type { Actor, EventEnvelope } from '@quillwire/events'

/**
 * Everyone who did what an event tells of. Of a save that are all who edited since the one before: its `actor` is only the last
 * of them.
 */
export function actorsOf({ actor, data }: Pick<EventEnvelope, 'actor' | 'data'>): readonly Actor[] {
  return 'editors' in data ? [actor, ...data.editors] : [actor]
}
