import type { WebhookResponse } from './webhook-client.ts'

/** What is shorter stands in any text by chance. */
const MIN_LENGTH = 6

/**
 * An answer as it may be kept. Some receivers give back what they were sent, in a redirect or an error: there, too, a secret
 * stands by its name, whether it comes as it is, as a part of a URL, or within JSON.
 */
export function withSecretsNamed(
  response: WebhookResponse,
  secrets: Readonly<Record<string, string>>,
): WebhookResponse {
  const forms = Object.entries(secrets)
    .filter(([, value]) => value.length >= MIN_LENGTH)
    .flatMap(([name, value]) => formsOf(value).map((form) => ({ form, name: `{{secret.${name}}}` })))
    // One may be a part of another.
    .sort((one, other) => other.form.length - one.form.length)
  if (forms.length === 0) return response
  const named = (text: string) =>
    forms.reduce((rest, { form, name }) => rest.replaceAll(form, () => name), text)
  const headers = Object.entries(response.headers).map(([header, value]) => [
    header,
    typeof value === 'string' ? named(value) : value.map(named),
  ])
  return { ...response, headers: Object.fromEntries(headers), body: named(response.body) }
}

function formsOf(value: string): string[] {
  return [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)]
}
