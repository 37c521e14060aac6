const MAX_ENTRIES = 1000

/**
 * Remembers what was worked out for texts that come again and again, such as the names of headers. When there are too
 * many it forgets all of them, since some may be strangers' inventions.
 */
export function memoized<Value>(workOut: (text: string) => Value): (text: string) => Value {
  const known = new Map<string, Value>()
  return (text) => {
    const found = known.get(text)
    if (found !== undefined) return found
    const value = workOut(text)
    if (known.size >= MAX_ENTRIES) known.clear()
    known.set(text, value)
    return value
  }
}
