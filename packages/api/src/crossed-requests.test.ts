import { testDatabase } from '@quillwire/database/testing'
import { createLogger } from '@quillwire/process'
import { expect, test } from 'vitest'
import { testApi } from './testing/api.ts'
import { signedUp } from './testing/client.ts'

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

test('signing up twice at once makes one account, and answers the second as it would a moment later', async () => {
  const problems: unknown[] = []
  const logger = createLogger('test', 'error', { write: (line: string) => void problems.push(line) })
  const { anonymous } = testApi(database, [], { logger })
  const person = { name: 'Eve', email: 'eve@example.com', password: 'correct horse' }
  const answers = await Promise.all([1, 2, 3].map(() => anonymous('POST', '/api/auth/sign-up/email', person)))
  const later = await anonymous('POST', '/api/auth/sign-up/email', person)
  expect(later.http).toBe(422)
  expect(answers.filter(({ http }) => http === 200)).toHaveLength(1)
  expect(answers.filter(({ http }) => http !== 200)).toEqual([later, later])
  expect(problems).toEqual([])
})

test('a hook that is revoked and deleted at once is gone', async () => {
  const ada = await signedIn()
  const { id: documentId } = await ada('POST', '/documents', {})
  for (let round = 0; round < 5; round++) {
    const { id } = await ada('POST', '/incoming-hooks', { documentId, name: 'Alerts' })
    const path = `/incoming-hooks/${id}`
    const answers = await Promise.all([
      ...[1, 2, 3].map(() => ada('DELETE', path)),
      ...[1, 2].map(() => ada('POST', `${path}/revoke`)),
    ])
    for (const { http, code } of answers)
      expect([204, 200, 'hook_not_found']).toContain(http === 404 ? code : http)
    expect(await ada('GET', path)).toMatchObject({ code: 'hook_not_found' })
  }
})

test.each([
  ['came', 'P2002'],
  ['lost the row it refers to', 'P2003'],
  ['went', 'P2025'],
])(
  'what %s at the same moment (%s) is told as changed meanwhile, and as no fault of ours',
  async (_, code) => {
    const faults: string[] = []
    const logger = createLogger('test', 'error', { write: (line) => void faults.push(line) })
    let crosses = false
    const transaction: typeof database.transaction = (work) =>
      crosses ? Promise.reject(Object.assign(new Error('crossed'), { code })) : database.transaction(work)
    const { app } = testApi(database, [], { logger, services: { database: { ...database, transaction } } })
    const ada = await signedUp(app)
    crosses = true
    expect(await ada.json('POST', '/documents', {})).toMatchObject({ status: 409, code: 'changed_meanwhile' })
    expect(faults).toEqual([])
  },
)
