/** Shown in place of an HTTP status if there is none. */
export function insteadOfStatus(sent: boolean): string {
  return sent ? 'No answer' : 'Not sent'
}
