import { createPublicKey, verify } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { Webhook as SvixWebhook } from 'svix'
import { expect, test } from 'vitest'
import { newSigningSecret, newWebhookSecret, publicKeyOf, signingKey } from './secret.ts'
import { sign } from './sign.ts'

const body = JSON.stringify({ text: 'Grüße, “Welt” 🌍' })

test.each([
  ['standardwebhooks', Webhook],
  ['svix', SvixWebhook],
])('a receiver that knows only the standard verifies it: %s', (_name, Receiver) => {
  const secret = newWebhookSecret()
  const headers = sign('evt_1', new Date(), body, [signingKey(secret)])
  const receiver = new Receiver(secret)
  expect(() => receiver.verify(body, { ...headers })).not.toThrow()
  expect(() => receiver.verify(`${body} `, { ...headers })).toThrow()
})

test('a changed body, id or time is noticed', () => {
  const secret = newWebhookSecret()
  const headers = sign('evt_1', new Date(), body, [signingKey(secret)])
  const receiver = new Webhook(secret)
  expect(() => receiver.verify(`${body} `, { ...headers })).toThrow()
  expect(() => receiver.verify(body, { ...headers, 'webhook-id': 'evt_2' })).toThrow()
  const later = String(Number(headers['webhook-timestamp']) + 1)
  expect(() => receiver.verify(body, { ...headers, 'webhook-timestamp': later })).toThrow()
})

test('during a change of secrets both the old and the new one verify', () => {
  const secrets = [newWebhookSecret(), newWebhookSecret()]
  const headers = sign('evt_1', new Date(), body, secrets.map(signingKey))
  for (const secret of secrets) expect(() => new Webhook(secret).verify(body, { ...headers })).not.toThrow()
  expect(() => new Webhook(newWebhookSecret()).verify(body, { ...headers })).toThrow()
})

test('the published example of the standard comes out the same', () => {
  const headers = sign('msg_p5jXN8AQM9LWM0D4loKWxJek', new Date(1614265330 * 1000), '{"test": 2432232314}', [
    signingKey('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'),
  ])
  expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
})

/** As a receiver would that has only the public key and Node. */
function verified(publicKey: string, signature: string, signed: string): boolean {
  const spki = Buffer.concat([
    Buffer.from('302a300506032b6570032100', 'hex'),
    Buffer.from(publicKey.slice('whpk_'.length), 'base64'),
  ])
  const key = createPublicKey({ key: spki, format: 'der', type: 'spki' })
  return verify(null, Buffer.from(signed), key, Buffer.from(signature.slice('v1a,'.length), 'base64'))
}

test('ed25519: verified with the public key by Node’s own crypto, beside an old shared secret', () => {
  const [secret, shared] = [newSigningSecret('v1a'), newWebhookSecret()]
  const headers = sign('evt_1', new Date(), body, [signingKey(secret), signingKey(shared)])
  const [asymmetric = '', symmetric] = headers['webhook-signature'].split(' ')
  const signed = `evt_1.${headers['webhook-timestamp']}.${body}`
  expect(asymmetric).toMatch(/^v1a,/)
  expect(symmetric).toMatch(/^v1,/)
  expect(verified(publicKeyOf(secret), asymmetric, signed)).toBe(true)
  expect(verified(publicKeyOf(secret), asymmetric, `${signed} `)).toBe(false)
  expect(verified(publicKeyOf(newSigningSecret('v1a')), asymmetric, signed)).toBe(false)
  // A receiver that still has the shared secret is not disturbed by a signature that it does not know.
  expect(() => new Webhook(shared).verify(body, { ...headers })).not.toThrow()
  expect(Buffer.from(secret.slice('whsk_'.length), 'base64')).toHaveLength(64)
})
