/** Not every vendor takes longer ones: Discord ends at 2,048 characters, Slack at 3,000. */
const MAX_URL_LENGTH = 2000

/** The address in normal form where a browser may be sent there, else null. */
export function httpUrl(text: string): string | null {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null
  if (url.username !== '' || url.password !== '') return null
  const href = url.href.replace(/[|<>]/g, encodeURIComponent)
  return href.length <= MAX_URL_LENGTH ? href : null
}
