import { invalid } from '@quillwire/core/errors'
import { targetRefusal } from '../address-guard/judge-target.ts'
import type { EndpointPolicy } from './endpoint-policy.ts'

export const MAX_URL_LENGTH = 2000
const field = { field: 'url' }

/**
 * The URL in its normal form (which shows what `http://2130706433/` really is), or an `invalid` error that says what
 * is wrong. A name is judged when it is connected to, because what it resolves to can change at any time.
 */
export function endpointUrl(text: string, policy: EndpointPolicy): string {
  const url = parse(text.trim())
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw invalid('url_scheme', 'The URL must begin with https:// or http://.', field)
  if (policy.httpsOnly && url.protocol !== 'https:')
    throw invalid('url_not_https', 'The URL must begin with https://: this server sends nowhere else.', field)
  if (url.username || url.password)
    throw invalid(
      'url_credentials',
      'The URL must not hold a user name or password. Put them into a header, such as Authorization.',
      field,
    )
  url.hash = ''
  if (url.href.length > MAX_URL_LENGTH)
    throw invalid('url_too_long', `The URL must not be longer than ${MAX_URL_LENGTH} characters.`, field)
  const refused = targetRefusal(url, policy.allowed)
  if (refused)
    throw invalid(
      refused.about === 'port' ? 'url_port_refused' : 'url_address_refused',
      `This URL cannot be used: ${refused.sentence}`,
      field,
    )
  return url.href
}

function parse(text: string): URL {
  try {
    return new URL(text)
  } catch {
    throw invalid('url_malformed', 'This is not a URL. An example: https://example.com/webhooks.', field)
  }
}
