/**
 * Values that an endpoint needs and nobody may read again: API tokens of the systems behind it. They are stored
 * encrypted, and named in the URL (after the host) and in headers as `{{secret.NAME}}`; only the request itself holds
 * them.
 */
import { randomBytes } from 'node:crypto'
import { invalid } from '@quillwire/core/errors'
import type { Seal } from '@quillwire/core/secrets/seal'
import { TYPED_FIELD_VALUE } from '../field-syntax.ts'

const NAME = /^[A-Z][A-Z0-9_]{0,39}$/
/** Matches any name: one that no secret can have must be found too and refused, and not sent as it stands. */
export const PLACEHOLDER = /\{\{\s*secret\.([^}]*?)\s*\}\}/g
export const MAX_SECRETS = 10
export const MAX_SECRET_LENGTH = 2000

/** As given: null removes a secret, and those that are not named stay. */
export type SecretChanges = Readonly<Record<string, string | null>>

/** @throws `invalid` for a name or value that cannot be one. */
export function checkSecrets(changes: SecretChanges): SecretChanges {
  for (const [name, value] of Object.entries(changes)) {
    const field = { field: `secrets.${name.slice(0, 60)}` }
    if (!NAME.test(name))
      throw invalid(
        'secret_name',
        'A secret’s name is capital letters, digits and _, such as API_TOKEN.',
        field,
      )
    if (value !== null && (value.length > MAX_SECRET_LENGTH || !TYPED_FIELD_VALUE.test(value)))
      throw invalid(
        'secret_value',
        `The value of ${name} must be 1 to ${MAX_SECRET_LENGTH} visible ASCII characters without line breaks.`,
        field,
      )
  }
  return changes
}

/** What is stored after the changes; null where nothing is left. */
export function sealSecrets(seal: Seal, sealed: string | null, changes: SecretChanges): string | null {
  const secrets = unsealSecrets(seal, sealed)
  for (const [name, value] of Object.entries(changes))
    if (value === null) delete secrets[name]
    else secrets[name] = value
  const count = Object.keys(secrets).length
  if (count > MAX_SECRETS)
    throw invalid('too_many_secrets', `An endpoint can have at most ${MAX_SECRETS} secrets.`, {
      field: 'secrets',
    })
  return count === 0 ? null : seal.seal(JSON.stringify(secrets))
}

export function unsealSecrets(seal: Seal, sealed: string | null): Record<string, string> {
  return sealed === null ? {} : parsed(seal.unseal(sealed))
}

/** In alphabetical order; none where they cannot be read. */
export function storedSecretNames(seal: Seal, sealed: string | null): string[] {
  const text = sealed === null ? null : seal.unsealIfReadable(sealed)
  return text === null ? [] : Object.keys(parsed(text)).sort()
}

const parsed = (text: string) => JSON.parse(text) as Record<string, string> // sealed by us

/** The names of the secrets that a text refers to. */
function secretsIn(text: string): string[] {
  return [...text.matchAll(PLACEHOLDER)].map(([, name]) => name ?? '')
}

/**
 * Stands for `secret` in the code of a transformation while it runs. A document's text may hold `{{secret.NAME}}` too,
 * and a transformation may put that text into a header: only what stands in the admin's own code is filled in.
 */
const MARK = `secret${randomBytes(12).toString('hex')}`
const MARKED = new RegExp(`\\{\\{\\s*${MARK}\\.([^}]*?)\\s*\\}\\}`, 'g')

/** The code with its placeholders marked. */
export function markSecrets(code: string): string {
  return code.replaceAll(PLACEHOLDER, (_, name: string) => `{{${MARK}.${name}}}`)
}

/** What a transformation gave back, as it may be logged. */
export function unmarkSecrets(text: string): string {
  return text.replaceAll(MARK, 'secret')
}

/**
 * @throws where the text names a secret that the endpoint does not have: sent without it, the text would only confuse.
 *   Also where it goes `elsewhere`, which the secret was not given for.
 */
export function withSecrets(
  text: string,
  secrets: Readonly<Record<string, string>>,
  { encode = (value: string) => value, marked = false, elsewhere = false } = {},
): string {
  return text.replaceAll(marked ? MARKED : PLACEHOLDER, (_, name: string) => {
    if (elsewhere)
      throw new Error(
        `{{secret.${name}}} is sent only to the host of the endpoint’s URL, and the function names another`,
      )
    const value = Object.hasOwn(secrets, name) ? secrets[name] : undefined
    if (value === undefined) throw new Error(`the endpoint has no secret named ${name}`)
    return encode(value)
  })
}

/** Whether both are the same URL, however it is written. */
export function sameUrl(one: string, other: string): boolean {
  return one === other || new URL(one).href === new URL(other).href
}

/** Whether both URLs have the same scheme, host and port: a secret is given for these. */
export function sameOrigin(one: string, other: string): boolean {
  return new URL(one).origin === new URL(other).origin
}

/**
 * For an endpoint whose URL changes to another origin.
 *
 * @throws `secret_needed_again` where a secret would go along unseen: whoever changes the URL need not know its value.
 */
export function requireSecretsAnew(stored: readonly string[], changes: SecretChanges = {}): void {
  const kept = stored.find((name) => !Object.hasOwn(changes, name))
  if (kept !== undefined)
    throw invalid(
      'secret_needed_again',
      `The URL leads to another host. Enter the value of ${kept} again, or remove it.`,
      { field: `secrets.${kept}` },
    )
}

/** @throws `secret_missing` where a URL or header names a secret that is not there. */
export function requireSecrets(
  url: string,
  headers: Readonly<Record<string, string>>,
  names: readonly string[],
): void {
  const missing = [url, ...Object.values(headers)].flatMap(secretsIn).find((name) => !names.includes(name))
  if (missing !== undefined)
    throw invalid('secret_missing', `{{secret.${missing}}} is used, but there is no secret of that name.`, {
      field: 'secrets',
    })
}
