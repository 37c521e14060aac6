/**
 * Who we are is said when it is news. The editor says it again with each menu that joins it, eight times as a page opens, and
 * each time the server tells everybody in the room.
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
