import { testDatabase } from '@quillwire/database/testing'
import { expect, test } from 'vitest'
import { testApi } from './testing/api.ts'

const { database } = await testDatabase()
const { signedIn } = testApi(database, [])

const tokenOf = ({ url }: { url: string }) => url.split('/').at(-1)

test('an invitation that is accepted twice at once is accepted once', async () => {
  const ada = await signedIn()
  const jonas = await signedIn()
  const token = tokenOf((await ada('POST', '/invitations', { role: 'member' })) as { url: string })
  const answers = await Promise.all([1, 2, 3].map(() => jonas('POST', '/invitations/accept', { token })))
  expect(answers.map(({ http }) => http)).toEqual([200, 200, 200])
  expect((await ada('GET', '/members')).items).toHaveLength(2)
})

test('a document that is deleted for good twice at once was deleted once', async () => {
  const ada = await signedIn()
  const { id } = await ada('POST', '/documents', { title: 'Plan' })
  await ada('DELETE', `/documents/${id}`)
  const answers = await Promise.all([1, 2].map(() => ada('DELETE', `/documents/${id}?permanent=true`)))
  expect(answers.map(({ http }) => http).sort()).toEqual([204, 404])
})

test('a role that is given and taken twice at once', async () => {
  const ada = await signedIn()
  const jonas = await signedIn()
  const token = tokenOf((await ada('POST', '/invitations', { role: 'member' })) as { url: string })
  await jonas('POST', '/invitations/accept', { token })
  const { id } = await ada('POST', '/documents', {})
  const userId = (await jonas('GET', '/me')).principal.id
  const path = `/documents/${id}/access`
  const given = await Promise.all([1, 2].map(() => ada('POST', path, { userId, role: 'viewer' })))
  expect(given.map(({ http }) => http)).toEqual([204, 204])
  const taken = await Promise.all([1, 2].map(() => ada('DELETE', `${path}/${userId}`)))
  expect(taken.map(({ http }) => http).sort()).toEqual([204, 404])
})
