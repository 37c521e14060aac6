import { isIP } from 'node:net'
import { invalid } from '@quillwire/core/errors'
import { refusal } from '../address-guard/judge-address.ts'
import type { EndpointPolicy } from './endpoint-policy.ts'

const LONGEST = 2000
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
  if (url.href.length > LONGEST)
    throw invalid('url_too_long', `The URL must not be longer than ${LONGEST} characters.`, field)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const reason = isIP(host) ? refusal(host, policy.allowed) : null
  if (reason)
    throw invalid(
      'url_address_refused',
      `${host} ${reason}; webhooks are not sent there. The operator can allow networks with WEBHOOK_ALLOWED_NETWORKS.`,
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
