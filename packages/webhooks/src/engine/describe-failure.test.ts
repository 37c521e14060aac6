import { expect, test } from 'vitest'
import { describeFailure } from './describe-failure.ts'

const about = { url: new URL('https://hooks.example.com/'), timeoutMs: 15_000 }
const failed = (code: string) => describeFailure(Object.assign(new Error('an alert'), { code }), about)

test('a receiver that insists on a client certificate is told apart from one that speaks another TLS', () => {
  expect(failed('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED')).toBe(
    'hooks.example.com asks for a client certificate, and Quillwire sends none.',
  )
  expect(failed('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION')).toBe(
    'hooks.example.com and this server could not agree on how to speak TLS (TLSV1_ALERT_PROTOCOL_VERSION).',
  )
})
