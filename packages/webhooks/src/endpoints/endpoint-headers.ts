import { invalid } from '@quillwire/core/errors'
import { FIELD_NAME, TYPED_FIELD_VALUE } from '../field-syntax.ts'
import { memoized } from '../memoized.ts'

export const MAX_HEADERS = 20
export const MAX_HEADER_VALUE_LENGTH = 2000
const MAX_NAME_LENGTH = 200
const RESERVED = new Set([
  'host',
  'content-length',
  'content-type',
  'content-encoding',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'upgrade',
  'te',
  'trailer',
  'expect',
  'user-agent',
  'http2-settings',
])
const RESERVED_PREFIX = /^(webhook-|proxy-)/
const field = { field: 'headers' }

/** The endpoint's own headers under lower-case names, or an `invalid` error that says what is wrong with them. */
export function endpointHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(headers)
  if (entries.length > MAX_HEADERS)
    throw invalid(
      'too_many_headers',
      `An endpoint can have at most ${MAX_HEADERS} headers of its own.`,
      field,
    )
  const result: Record<string, string> = {}
  for (const [name, text] of entries) {
    const key = name.toLowerCase()
    const value = text.trim()
    if (name.length > MAX_NAME_LENGTH || !FIELD_NAME.test(name))
      throw invalid('header_name', `“${printable(name)}” is not the name of a header.`, field)
    if (RESERVED.has(key) || RESERVED_PREFIX.test(key))
      throw invalid('header_reserved', `The header ${name} is set by Quillwire and cannot be changed.`, field)
    if (Object.hasOwn(result, key)) throw invalid('header_twice', `The header ${name} is given twice.`, field)
    if (value.length > MAX_HEADER_VALUE_LENGTH || !TYPED_FIELD_VALUE.test(value))
      throw invalid(
        'header_value',
        `The value of ${name} must be 1 to ${MAX_HEADER_VALUE_LENGTH} visible ASCII characters without line breaks.`,
        field,
      )
    Object.defineProperty(result, key, { value, enumerable: true })
  }
  return result
}

function printable(name: string): string {
  return name.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 60)
}

const SECRET_NAME = /auth|cookie|token|secret|passw|credential|session|api-?key|[-_]key$|jwt|assertion|oidc/

/** As kept in the log of attempts: the values of headers that look like secrets are left out. */
export function withoutSecrets(headers: Readonly<Record<string, string>>): Record<string, string> {
  const shown: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) shown[name] = looksSecret(name) ? '[hidden]' : value
  return shown
}

const looksSecret = memoized((name) => SECRET_NAME.test(name))
