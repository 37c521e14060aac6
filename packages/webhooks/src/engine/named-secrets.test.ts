import { expect, test } from 'vitest'
import { withSecretsNamed } from './named-secrets.ts'

const named = (body: string, secrets: Record<string, string>) =>
  withSecretsNamed({ status: 401, headers: {}, body }, secrets).body

test('of two secrets of which one is a part of the other the right one is named', () => {
  const secrets = { USER: 'quillwire', CREDENTIALS: 'quillwire:s3cret' }
  expect(named('quillwire:s3cret is wrong for quillwire', secrets)).toBe(
    '{{secret.CREDENTIALS}} is wrong for {{secret.USER}}',
  )
})

test('what is short stands in any text by chance, and stays', () => {
  expect(named('{"code":401}', { PIN: '401' })).toBe('{"code":401}')
})

test('names that objects have by birth are headers like any other', () => {
  const headers = JSON.parse('{"__proto__":"a s3cret"}')
  const answered = withSecretsNamed({ status: 200, headers, body: '' }, { KEY: 's3cret' })
  expect(JSON.stringify(answered.headers)).toBe('{"__proto__":"a {{secret.KEY}}"}')
})
