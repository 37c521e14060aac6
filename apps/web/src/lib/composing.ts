import type { KeyboardEvent } from 'react'

/** Whether an input method has this key, as the Enter that takes a candidate. In Safari its code alone tells so. */
export function isComposing({ nativeEvent }: KeyboardEvent): boolean {
  return nativeEvent.isComposing || nativeEvent.keyCode === 229
}
