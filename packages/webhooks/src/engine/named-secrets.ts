import type { WebhookResponse } from './webhook-client.ts'

interface Form {
  form: string
  name: string
}

/** Anything shorter occurs in any text by chance. */
const MIN_LENGTH = 6

/**
 * A response as it may be kept. Some receivers return what they were sent, in a redirect or an error. There, too, a
 * secret is replaced by its name, whether it comes as it is, as part of a URL, or within JSON. So is a secret of which
 * only the beginning was read, because it stands at the end of what is kept of the body.
 */
export function withSecretsNamed(
  response: WebhookResponse,
  secrets: Readonly<Record<string, string>>,
): WebhookResponse {
  const forms = Object.entries(secrets)
    .filter(([, value]) => value.length >= MIN_LENGTH)
    .flatMap(([name, value]) => [...formsOf(value)].map((form) => ({ form, name: `{{secret.${name}}}` })))
    // The longest first: one may be a part of another.
    .sort((one, other) => other.form.length - one.form.length)
  if (forms.length === 0) return response
  const named = (text: string) =>
    forms.reduce((rest, { form, name }) => rest.replaceAll(form, () => name), text)
  const headers = Object.entries(response.headers).map(([header, value]) => [
    header,
    typeof value === 'string' ? named(value) : value.map(named),
  ])
  return { ...response, headers: Object.fromEntries(headers), body: namedAtEnd(named(response.body), forms) }
}

/**
 * How receivers write a secret: plain; encoded as in URLs, with `'` encoded or not, and hex digits in either case; or as
 * JSON, with `/` escaped or not.
 */
function formsOf(value: string): Set<string> {
  const json = JSON.stringify(value).slice(1, -1)
  const urls = [encodeURIComponent(value), encodeURIComponent(value).replaceAll("'", '%27')]
  const lower = urls.map((url) => url.replaceAll(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase()))
  return new Set([value, ...urls, ...lower, json, json.replaceAll('/', '\\/')])
}

function namedAtEnd(body: string, forms: readonly Form[]): string {
  for (const { form, name } of forms)
    for (let length = form.length - 1; length >= MIN_LENGTH; length--)
      if (body.endsWith(form.slice(0, length))) return body.slice(0, -length) + name
  return body
}
