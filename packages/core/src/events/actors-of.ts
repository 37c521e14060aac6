import type { Actor, EventEnvelope } from '@quillwire/events'

/**
 * Everyone who did what an event reports. For a save, these are all who edited since the previous one; its `actor` is
 * only the last of them.
 */
export function actorsOf({ actor, data }: Pick<EventEnvelope, 'actor' | 'data'>): readonly Actor[] {
  return 'editors' in data ? [actor, ...data.editors] : [actor]
}
