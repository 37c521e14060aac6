/** Refusals listed in docs/errors.md that no other test covers. */
import { testDatabase } from '@quillwire/database/testing'
import { expect, test } from 'vitest'
import { type Call, testApi } from './testing/api.ts'

const { database } = await testDatabase()
const { signedIn } = testApi(database, [])

async function joined(admin: Call, role: string): Promise<Call> {
  const { url } = await admin('POST', '/invitations', { role })
  return signedIn({ invitation: url.split('/').at(-1) })
}

test('the refusal names the role that is not enough, and what it is not enough for', async () => {
  const ada = await signedIn()
  const [jonas, guest] = [await joined(ada, 'member'), await joined(ada, 'guest')]
  const { id } = await ada('POST', '/documents', { title: 'Plan' })
  await ada('PATCH', `/documents/${id}/access`, { generalAccess: 'viewer' })
  const refused: [string, Promise<unknown>][] = [
    ['may_not_comment', jonas('POST', `/documents/${id}/threads`, { body: 'Why?' })],
    ['may_not_write', jonas('PATCH', `/documents/${id}`, { title: 'Mine' })],
    ['may_not_rename', jonas('PATCH', '/workspace', { name: 'Mine' })],
    ['may_not_see_members', guest('GET', '/members')],
  ]
  for (const [code, answer] of refused) expect(await answer).toMatchObject({ http: 403, code })
})

test('what is not there is named', async () => {
  const ada = await signedIn()
  const nothing = '01998c3f-01c8-7d20-8c11-92e4f6a8b010'
  const missing = {
    delivery_not_found: `/deliveries/${nothing}`,
    operation_not_found: `/delivery-operations/${nothing}`,
    incoming_call_not_found: `/incoming-calls/${nothing}`,
    hook_not_found: `/incoming-hooks/${nothing}`,
    endpoint_not_found: `/webhook-endpoints/${nothing}`,
  }
  for (const [code, path] of Object.entries(missing))
    expect(await ada('GET', path)).toMatchObject({ http: 404, code })
})

test('what is too much is named', async () => {
  const ada = await signedIn()
  const { id: documentId } = await ada('POST', '/documents', { title: 'Plan' })
  const names = Array.from({ length: 11 }, (_, n) => [`TOKEN_${n}`, 'sesame'])
  const image = new FormData()
  image.set('file', new File([new Uint8Array(20 * 1024 * 1024 + 1)], 'plan.png'))
  expect(await ada('POST', `/documents/${documentId}/files`, image)).toMatchObject({
    http: 413,
    code: 'file_too_large',
  })
  expect(
    await ada('POST', '/webhook-endpoints', {
      url: 'https://example.com/hook',
      eventTypes: ['*'],
      secrets: Object.fromEntries(names),
    }),
  ).toMatchObject({ http: 422, code: 'too_many_secrets' })
  expect(await ada('POST', '/incoming-hooks', { documentId, template: 'a'.repeat(20_001) })).toMatchObject({
    http: 422,
    code: 'template_too_long',
  })
})

test('a hook is made in the workspace of its document alone', async () => {
  const ada = await signedIn()
  const { id: documentId } = await ada('POST', '/documents', { title: 'Plan' })
  const jonas = await signedIn()
  const { url } = await ada('POST', '/invitations', { role: 'admin' })
  const own = (await jonas('GET', '/me')).workspace
  const token = url.split('/').at(-1)
  expect(await jonas('POST', '/invitations/accept', { token })).toMatchObject({ http: 200 })
  expect((await jonas('GET', '/me')).workspace).toEqual(own)
  expect(await jonas('POST', '/incoming-hooks', { documentId })).toMatchObject({
    http: 422,
    code: 'document_elsewhere',
  })
})
