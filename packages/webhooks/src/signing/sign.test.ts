import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { newWebhookSecret } from './secret.ts'
import { sign } from './sign.ts'

const body = JSON.stringify({ text: 'Grüße, “Welt” 🌍' })

test('a receiver that knows only the standard verifies it', () => {
  const secret = newWebhookSecret()
  const headers = sign('evt_1', new Date(), body, [secret])
  expect(new Webhook(secret).verify(body, { ...headers })).toEqual(JSON.parse(body))
})

test('a changed body, id or time is noticed', () => {
  const secret = newWebhookSecret()
  const headers = sign('evt_1', new Date(), body, [secret])
  const receiver = new Webhook(secret)
  expect(() => receiver.verify(`${body} `, { ...headers })).toThrow()
  expect(() => receiver.verify(body, { ...headers, 'webhook-id': 'evt_2' })).toThrow()
  const later = String(Number(headers['webhook-timestamp']) + 1)
  expect(() => receiver.verify(body, { ...headers, 'webhook-timestamp': later })).toThrow()
})

test('during a change of secrets both the old and the new one verify', () => {
  const secrets = [newWebhookSecret(), newWebhookSecret()]
  const headers = sign('evt_1', new Date(), body, secrets)
  for (const secret of secrets) expect(() => new Webhook(secret).verify(body, { ...headers })).not.toThrow()
  expect(() => new Webhook(newWebhookSecret()).verify(body, { ...headers })).toThrow()
})

test('the published example of the standard comes out the same', () => {
  const headers = sign('msg_p5jXN8AQM9LWM0D4loKWxJek', new Date(1614265330 * 1000), '{"test": 2432232314}', [
    'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  ])
  expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
})
