/**
 * Sends a field of our awareness state only when it has changed. The editor sets the fields again with each menu that
 * joins it, eight times as a page opens, and each time the server would tell everybody in the room.
 */
import type { HocuspocusProvider } from '@hocuspocus/provider'
import { equalityDeep } from 'lib0/function'

export function sayOnce({ awareness }: Pick<HocuspocusProvider, 'awareness'>): void {
  if (!awareness) return
  const say = awareness.setLocalStateField.bind(awareness)
  awareness.setLocalStateField = (field, value) => {
    if (!equalityDeep(awareness.getLocalState()?.[field], value)) say(field, value)
  }
}
