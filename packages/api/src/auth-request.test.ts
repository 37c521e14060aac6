import { testDatabase } from '@quillwire/database/testing'
import { expect, test } from 'vitest'
import { testApi } from './testing/api.ts'

const { database } = await testDatabase()
const { app } = testApi(database, [], { trustedProxies: ['192.0.2.0/24'] })

/** Signs in with what is no address, as somebody behind a proxy of ours; the front door adds the proxy's address. */
async function knock(address: string): Promise<number> {
  const response = await app.request('/api/auth/sign-in/email', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': `${address}, 192.0.2.1` },
    body: JSON.stringify({ email: 'nobody', password: 'nothing' }),
  })
  return response.status
}

test('who tries too often is refused by their own address, and nobody else behind the same proxy', async () => {
  const answers: number[] = []
  for (let tries = 0; tries < 40; tries++) answers.push(await knock('198.51.100.7'))
  expect(answers[0]).toBe(400)
  expect(answers.at(-1)).toBe(429)
  expect(await knock('198.51.100.8')).toBe(400)
  // What a client writes itself stands further left.
  expect(await knock('203.0.113.9, 198.51.100.7')).toBe(429)
})
