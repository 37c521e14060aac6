/** Whether an address is that of one of our proxies. */
export type IsProxy = (address: string) => boolean

/**
 * Who really asks, by what our front door and the proxies before it say: from the right, the first address that is not
 * one of our proxies'. What stands further left a client could have written itself. Null where nobody says anything.
 */
export function callerAddress(headers: Headers, isProxy: IsProxy): string | null {
  const line = (headers.get('x-forwarded-for') ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
  return line.findLast((address) => !isProxy(address)) ?? line[0] ?? null
}
