/** What stands in the place of a status where there is none. */
export function insteadOfStatus(sent: boolean): string {
  return sent ? 'No answer' : 'Not sent'
}
