import { testDatabase } from '@quillwire/database/testing'
import { expect, test } from 'vitest'
import { testApi } from './testing/api.ts'

const { database } = await testDatabase()
const { app } = testApi(database, [])

/** Tries to sign in with an invalid email address, as a client at this IP address, which the server in front states. */
async function answerTo(address: string): Promise<Response> {
  return await app.request('/api/auth/sign-in/email', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
    body: JSON.stringify({ email: 'nobody', password: 'nothing' }),
  })
}

const knock = async (address: string) => (await answerTo(address)).status

/** Makes everything counted so far older. */
async function pass(seconds: number): Promise<void> {
  await database.query('UPDATE rate_limits SET ends_at = ends_at - make_interval(secs => $1::float8)', [
    seconds,
  ])
}

test('too many tries are refused for the address that they come from, and for no other', async () => {
  const answers: number[] = []
  for (let tries = 0; tries < 40; tries++) answers.push(await knock('198.51.100.7'))
  expect(answers[0]).toBe(400)
  expect(answers.at(-1)).toBe(429)
  expect(await knock('198.51.100.8')).toBe(400)
})

test('an office that signs in now and then is never refused, however long it goes on', async () => {
  for (let tries = 0; tries < 70; tries++) {
    expect(await knock('198.51.100.20')).toBe(400)
    await pass(50)
  }
})

test('a refused client is told how long to wait, and may try again then, whatever it tried meanwhile', async () => {
  const address = '198.51.100.21'
  for (let tries = 0; tries < 30; tries++) await knock(address)
  await pass(20)
  const refused = await answerTo(address)
  expect(refused.status).toBe(429)
  expect(await refused.json()).toEqual({ message: 'Too many requests. Please try again later.' })
  const wait = Number(refused.headers.get('x-retry-after'))
  expect(wait).toBeGreaterThan(0)
  expect(wait).toBeLessThanOrEqual(40)
  for (let tries = 0; tries < 5; tries++) expect(await knock(address)).toBe(429)
  await pass(wait)
  expect(await knock(address)).toBe(400)
})
