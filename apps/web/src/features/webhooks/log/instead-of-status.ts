/** How the worker begins to say why it made no request (`send-delivery.ts` of the webhooks package). */
const NOT_SENT = 'Not sent: '

/** Whether the receiver was asked at all, as far as it is known: why an attempt failed is not shown to everybody. */
export function wasSent(error: string | null): boolean {
  return !error?.startsWith(NOT_SENT)
}

/** What stands in the place of a status where there is none. */
export function insteadOfStatus(error: string | null): string {
  return wasSent(error) ? 'No answer' : 'Not sent'
}
