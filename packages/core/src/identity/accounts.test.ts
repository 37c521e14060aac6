/** Accounts from their owners' point of view: forgotten and changed passwords, sessions, a name. */
import { randomUUID } from 'node:crypto'
import { testDatabase } from '@quillwire/database/testing'
import { openTransaction } from '@quillwire/database/testing/open-transaction'
import { somebodyWaits } from '@quillwire/database/testing/somebody-waits'
import { hashPassword } from 'better-auth/crypto'
import { beforeEach, expect, test, vi } from 'vitest'
import { PASSWORD, testAccounts } from '../testing/accounts.ts'
import { makeResetLink } from './reset-link.ts'

const { database } = await testDatabase()
const accounts = testAccounts(database)
const { publicUrl, openBrowser, isSignedIn, notedMails } = accounts
const NEW_PASSWORD = 'another horse'

beforeEach(accounts.forget)

async function signedUp() {
  const person = await accounts.signedUp()
  return { ...person, signIn: (password?: string) => accounts.signIn(person.email, password) }
}

const tokenFor = async (email: string) =>
  (await makeResetLink(database, { publicUrl, email }))?.split('#')[1] ?? ''

test('a mail of a kind that a later version writes waits for a worker of that version', async () => {
  const { email } = await signedUp()
  const id = randomUUID()
  await database.query(
    `INSERT INTO account_mails (id, kind, email) VALUES ($1::uuid, 'account_merged', $2)`,
    [id, email],
  )
  expect(await notedMails()).toEqual([])
  const { rows } = await database.query('DELETE FROM account_mails WHERE id = $1::uuid RETURNING kind', [id])
  expect(rows).toEqual([{ kind: 'account_merged' }])
})

test('a person who forgot their password is sent a link, and nobody learns whether the address is known', async () => {
  const { email } = await signedUp()
  const stranger = `${randomUUID()}@example.com`
  const anybody = openBrowser()
  const [known, unknown] = [
    await anybody('/request-password-reset', { email: email.toUpperCase() }),
    await anybody('/request-password-reset', { email: stranger }),
  ]
  expect(known).toEqual({ status: 200, body: { status: true } })
  expect(unknown).toEqual(known)
  expect(await database.prisma.accountMail.count()).toBe(2)
  expect(await notedMails()).toEqual([`password_reset ${email}`])
  expect(await makeResetLink(database, { publicUrl, email: stranger })).toBeNull()
})

test('links for one address can be requested five times an hour, whoever asks and whether or not it is known', async () => {
  const { email } = await signedUp()
  for (const address of [email, `${randomUUID()}@example.com`]) {
    await database.query(`DELETE FROM rate_limits WHERE key LIKE '10.%'`)
    for (let time = 0; time < 5; time++)
      expect((await openBrowser()('/request-password-reset', { email: address })).status).toBe(200)
    expect(await openBrowser()('/request-password-reset', { email: address })).toMatchObject({
      status: 429,
      body: { code: 'RESET_ASKED_TOO_OFTEN', message: expect.stringContaining('60 min') },
    })
  }
})

test('one network address can request no more than ten links a minute', async () => {
  const ask = openBrowser()
  const statuses: number[] = []
  for (let time = 0; time < 11; time++)
    statuses.push((await ask('/request-password-reset', { email: `${randomUUID()}@example.com` })).status)
  expect(statuses).toEqual([...Array(10).fill(200), 429])
})

test.each([
  {},
  { email: 'ada' },
  { email: ['ada@example.com'] },
  { email: `${'a'.repeat(250)}@example.com` },
])('a link is not sent to %j', async (body) => {
  expect((await openBrowser()('/request-password-reset', body)).status).toBe(400)
  expect(await database.prisma.accountMail.count()).toBe(0)
})

test('an installation that sends no mail says so', async () => {
  const { email } = await signedUp()
  const silent = openBrowser(accounts.silent)
  expect(await silent('/request-password-reset', { email })).toMatchObject({
    status: 400,
    body: { code: 'RESET_PASSWORD_DISABLED', message: expect.stringContaining('the person who runs it') },
  })
  expect(await notedMails()).toEqual([])
})

test('a link sets a new password once; all sessions end, and so do other links', async () => {
  const { email, ask, signIn } = await signedUp()
  const { ask: phone } = await signIn()
  const [token, other] = [await tokenFor(email), await tokenFor(email)]
  const anybody = openBrowser()
  expect((await anybody('/reset-password', { token, newPassword: 'short' })).body.code).toBe(
    'PASSWORD_TOO_SHORT',
  )
  expect((await anybody('/reset-password', { token, newPassword: NEW_PASSWORD })).status).toBe(200)
  expect([await isSignedIn(ask), await isSignedIn(phone)]).toEqual([false, false])
  expect([(await signIn()).status, (await signIn(NEW_PASSWORD)).status]).toEqual([401, 200])
  for (const used of [token, other, 'nonsense'])
    expect(await anybody('/reset-password', { token: used, newPassword: 'a third horse' })).toMatchObject({
      status: 400,
      body: { code: 'INVALID_TOKEN' },
    })
  expect(await notedMails()).toEqual([`password_changed ${email}`])
})

test('signing in with the old password at the moment it is replaced fails', async () => {
  const { signIn, id } = await signedUp()
  await database.prisma.session.deleteMany({ where: { userId: id } })
  const held = await openTransaction(database)
  await held.tx.query('LOCK TABLE sessions IN SHARE ROW EXCLUSIVE MODE')
  const signing = signIn()
  // The password was compared, and the session is about to be created when all existing ones have ended.
  await somebodyWaits(database)
  const password = await hashPassword(NEW_PASSWORD)
  await database.prisma.account.updateMany({ where: { userId: id }, data: { password } })
  await held.commit()
  expect((await signing).status).toBe(401)
  expect(await database.prisma.session.count({ where: { userId: id } })).toBe(0)
  expect((await signIn(NEW_PASSWORD)).status).toBe(200)
})

test('when two people use a link at once, only one sets the password', async () => {
  const { email } = await signedUp()
  const token = await tokenFor(email)
  const answers = await Promise.all(
    ['first horse', 'other horse'].map((newPassword) =>
      openBrowser()('/reset-password', { token, newPassword }),
    ),
  )
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 400])
})

test('a link ends after an hour, and cannot be made from what is stored', async () => {
  const { email, id } = await signedUp()
  const token = await tokenFor(email)
  const { rows } = await database.query<{ identifier: string; left: number }>(
    `SELECT identifier, extract(epoch FROM expires_at - now())::int AS left FROM verifications WHERE value = $1`,
    [id],
  )
  expect(rows[0]?.left).toBeGreaterThan(3500)
  expect(rows[0]?.identifier).not.toContain(token)
  const kept = rows[0]?.identifier ?? ''
  expect((await openBrowser()('/reset-password', { token: kept, newPassword: NEW_PASSWORD })).status).toBe(
    400,
  )
  await database.query(`UPDATE verifications SET expires_at = now() - interval '1 second' WHERE value = $1`, [
    id,
  ])
  expect((await openBrowser()('/reset-password', { token, newPassword: NEW_PASSWORD })).body.code).toBe(
    'INVALID_TOKEN',
  )
})

test('changing the password needs the current one; other sessions end, and so do links that were sent', async () => {
  const { email, ask, signIn } = await signedUp()
  const { ask: phone } = await signIn()
  const token = await tokenFor(email)
  const change = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD, revokeOtherSessions: true }
  expect((await ask('/change-password', { ...change, currentPassword: 'wrong horse' })).body.code).toBe(
    'INVALID_PASSWORD',
  )
  expect(await notedMails()).toEqual([])
  expect((await ask('/change-password', change)).status).toBe(200)
  expect([await isSignedIn(ask), await isSignedIn(phone)]).toEqual([true, false])
  expect((await openBrowser()('/reset-password', { token, newPassword: PASSWORD })).status).toBe(400)
  expect(await notedMails()).toEqual([`password_changed ${email}`])
})

test('the same password may be chosen again, and other sessions continue on request', async () => {
  const { ask, signIn } = await signedUp()
  const { ask: phone } = await signIn()
  const same = { currentPassword: PASSWORD, newPassword: PASSWORD }
  expect((await ask('/change-password', { ...same, revokeOtherSessions: false })).status).toBe(200)
  expect(await isSignedIn(phone)).toBe(true)
})

test('a person sees their sessions, however old the current one is, and can end any of them', async () => {
  const { ask, signIn, id } = await signedUp()
  const others = [await signIn(), await signIn(), await signIn()]
  await database.query(
    `UPDATE sessions SET created_at = now() - interval '9 days' WHERE user_id = $1::uuid`,
    [id],
  )
  const { body: sessions } = await ask('/list-sessions')
  expect(sessions).toHaveLength(4)
  const stranger = await signedUp()
  const [first, second, third] = others
  await stranger.ask('/revoke-session', { token: first?.body.token })
  await ask('/revoke-session', { token: second?.body.token })
  expect(await Promise.all(others.map((one) => isSignedIn(one.ask)))).toEqual([true, false, true])
  await ask('/revoke-other-sessions', {})
  expect(await Promise.all([first?.ask ?? ask, third?.ask ?? ask, ask].map(isSignedIn))).toEqual([
    false,
    false,
    true,
  ])
})

test('a new name is normalised like any other, and open documents are notified', async () => {
  const { ask, id } = await signedUp()
  const told = vi.fn()
  const listening = await database.listen('person_renamed', told)
  expect((await ask('/update-user', { name: ' Ada \n King ' })).status).toBe(200)
  expect((await ask('/get-session')).body.user.name).toBe('Ada King')
  await vi.waitFor(() => expect(told).toHaveBeenCalledWith({ userId: id }))
  listening.stop()
  expect((await ask('/update-user', { name: ' ' })).body.code).toBe('NAME_MISSING')
})

test.each([5, true, ['a'], {}])('a picture that is no text, %j, is refused', async (image) => {
  const { ask } = await signedUp()
  const { status, body } = await ask('/update-user', { image })
  expect([status, body.code]).toEqual([400, 'IMAGE_INVALID'])
})

test.each([
  ['/reset-password', { newPassword: NEW_PASSWORD }],
  ['/revoke-session', {}],
  ['/confirm-email-change', {}],
])('a token for %s that nobody can have been given is refused', async (path, rest) => {
  const { ask } = await signedUp()
  const { status, body } = await ask(path, { token: 'a\0b', ...rest })
  expect([status, body.code]).toEqual([400, 'INVALID_TOKEN'])
})

test('the log contains no link, no password and no address', async () => {
  const { email, ask } = await signedUp()
  const token = await tokenFor(email)
  await openBrowser()('/request-password-reset', { email })
  await openBrowser()('/reset-password', { token: `${token}x`, newPassword: NEW_PASSWORD })
  await ask('/change-password', { currentPassword: 'wrong horse', newPassword: NEW_PASSWORD })
  await openBrowser()('/reset-password', { token, newPassword: NEW_PASSWORD })
  for (const secret of [token, NEW_PASSWORD, PASSWORD, email])
    expect(accounts.lines.join('\n')).not.toContain(secret)
})
