/** What a browser remembers of the share links that it opened. */
import { testDatabase } from '@quillwire/database/testing'
import { expect, test } from 'vitest'
import { testApi } from './testing/api.ts'
import { Client, signedUp } from './testing/client.ts'

const { database } = await testDatabase()

async function shared(publicUrl: string) {
  const { app } = testApi(database, [], { services: { publicUrl } })
  const ada = await signedUp(app)
  const { id } = await ada.json('POST', '/documents', { title: 'Plan' })
  const { url } = await ada.json('POST', `/documents/${id}/share-links`, { role: 'viewer' })
  const visitor = new Client(app)
  const open = () => visitor.send('POST', '/share-links/open', { token: String(url).split('/').at(-1) })
  return { visitor, open }
}

test.each([
  ['https://docs.example.com', true],
  ['http://localhost:3000', false],
])('by %s cookies are secure: %s, and outlive the browser’s session', async (publicUrl, secure) => {
  const { open } = await shared(publicUrl)
  const cookies = (await open()).headers.getSetCookie()
  expect(cookies.map((cookie) => cookie.split('=')[0])).toEqual(['quillwire.share', 'quillwire.visitor'])
  for (const cookie of cookies) {
    expect(/; Secure/i.test(cookie), cookie).toBe(secure)
    expect(cookie).toMatch(/; HttpOnly/)
    expect(Number(/; Max-Age=(\d+)/.exec(cookie)?.[1])).toBeGreaterThan(300 * 86_400)
  }
})

test('a visitor who opens a link again is the same visitor', async () => {
  const { visitor, open } = await shared('http://localhost:3000')
  await open()
  const before = visitor.cookies.get('quillwire.visitor')
  const again = await open()
  expect(again.headers.getSetCookie().map((cookie) => cookie.split('=')[0])).toEqual(['quillwire.share'])
  expect(visitor.cookies.get('quillwire.visitor')).toBe(before)
})
