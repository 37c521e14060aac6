import { expect, test } from 'vitest'
import { withSecretsNamed } from './named-secrets.ts'

const named = (body: string, secrets: Record<string, string>) =>
  withSecretsNamed({ status: 401, headers: {}, body }, secrets).body

test('where one secret is a part of another, the right one is named', () => {
  const secrets = { USER: 'quillwire', CREDENTIALS: 'quillwire:s3cret' }
  expect(named('quillwire:s3cret is wrong for quillwire', secrets)).toBe(
    '{{secret.CREDENTIALS}} is wrong for {{secret.USER}}',
  )
})

test.each([
  ['plain', "it's a/secret"],
  ['in the query of a URL', 'it%27s%20a%2Fsecret'],
  ['in the path of a URL', "it's%20a%2fsecret"],
  ['in JSON', "it's a/secret"],
  ['in JSON of PHP', "it's a\\/secret"],
])('a secret is named where it stands %s', (_where, form) => {
  expect(named(`No ${form} here`, { KEY: "it's a/secret" })).toBe('No {{secret.KEY}} here')
})

test('a secret that the end of the body cuts is named, too', () => {
  expect(named('You sent s3cret-wo', { KEY: 's3cret-words', OTHER: 'another one' })).toBe(
    'You sent {{secret.KEY}}',
  )
  expect(named('You sent s3cr', { KEY: 's3cret-words' })).toBe('You sent s3cr')
})

test('a short secret may occur in any text by chance, and stays', () => {
  expect(named('{"code":401}', { PIN: '401' })).toBe('{"code":401}')
})

test('names that every object inherits are headers like any other', () => {
  const headers = JSON.parse('{"__proto__":"a s3cret"}')
  const answered = withSecretsNamed({ status: 200, headers, body: '' }, { KEY: 's3cret' })
  expect(JSON.stringify(answered.headers)).toBe('{"__proto__":"a {{secret.KEY}}"}')
})
