import { invalid } from '@quillwire/core/errors'
import type { EndpointPolicy } from './endpoint-policy.ts'
import { PLACEHOLDER } from './endpoint-secrets.ts'
import { endpointUrl } from './endpoint-url.ts'

/**
 * Stands for a placeholder while the URL is judged. In a host, where none may stand, the normal form does not keep it.
 */
const MARK = 'QuillwireSecret'

/** As `endpointUrl`, for a URL that may name secrets after its host. */
export function templatedUrl(text: string, policy: EndpointPolicy): string {
  const placeholders: string[] = []
  const marked = text.replaceAll(PLACEHOLDER, (_, name: string) => {
    placeholders.push(`{{secret.${name}}}`)
    return `${MARK}${placeholders.length - 1}.`
  })
  const url = endpointUrl(marked, policy)
  const { origin } = new URL(url)
  let found = 0
  const path = url
    .slice(origin.length)
    .replaceAll(new RegExp(`${MARK}(\\d+)\\.`, 'g'), (_, index: string) => {
      found += 1
      return placeholders[Number(index)] ?? ''
    })
  if (found !== placeholders.length)
    throw invalid('url_secret_in_host', 'Secrets can stand only in the path and the query of the URL.', {
      field: 'url',
    })
  return origin + path
}
