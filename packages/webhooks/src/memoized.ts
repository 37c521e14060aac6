const MAX_ENTRIES = 1000

/**
 * Keeps what was worked out of texts that come again and again, such as the names of headers. Of too many it forgets all
 * and begins anew: some may be strangers' inventions.
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
