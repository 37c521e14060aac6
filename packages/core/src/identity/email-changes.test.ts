/** Changes of an account's address, from the point of view of its owner and of others. */
import { randomUUID } from 'node:crypto'
import { testDatabase } from '@quillwire/database/testing'
import { openTransaction } from '@quillwire/database/testing/open-transaction'
import { somebodyWaits } from '@quillwire/database/testing/somebody-waits'
import { beforeEach, expect, test } from 'vitest'
import { PASSWORD, testAccounts } from '../testing/accounts.ts'
import { changeAddress } from './change-address.ts'
import { makeEmailChangeLink } from './email-change-link.ts'
import { makeResetLink } from './reset-link.ts'

const { database } = await testDatabase()
const accounts = testAccounts(database)
const { publicUrl, lines, openBrowser, signIn, isSignedIn, notedMails } = accounts

beforeEach(accounts.forget)

const address = () => `${randomUUID()}@example.com`

async function signedUp(...use: Parameters<typeof accounts.signedUp>) {
  const person = await accounts.signedUp(...use)
  const wish = (newEmail: unknown, currentPassword = PASSWORD) =>
    person.ask('/request-email-change', { newEmail, currentPassword })
  return { ...person, wish }
}

async function tokenFor(userId: string, email: string) {
  const link = await makeEmailChangeLink(database, { publicUrl, userId, email })
  return link?.split('#')[1] ?? ''
}

test('an address takes effect when its link is opened while signed in; the old one is told, and sessions continue', async () => {
  const { email, ask, wish, id } = await signedUp()
  const { ask: phone } = await signIn(email)
  const next = address()
  expect(await wish(next.toUpperCase())).toEqual({ status: 200, body: { status: true } })
  expect(await notedMails()).toEqual([`email_change ${next}`, `email_change_asked ${email}`])
  expect([(await signIn(email)).status, (await signIn(next)).status]).toEqual([200, 401])

  const token = await tokenFor(id, next)
  expect(token).toHaveLength(32)
  expect((await openBrowser()('/confirm-email-change', { token })).status).toBe(401)
  expect(await ask('/confirm-email-change', { token })).toEqual({ status: 200, body: { email: next } })
  expect([(await signIn(email)).status, (await signIn(next)).status]).toEqual([401, 200])
  expect((await ask('/get-session')).body.user.email).toBe(next)
  expect(await isSignedIn(phone)).toBe(true)
  expect(await notedMails()).toEqual([`email_changed ${email}`])
  expect((await ask('/confirm-email-change', { token })).body.code).toBe('INVALID_TOKEN')
  expect(lines.join()).toContain('an account has another e-mail address')
  for (const secret of [token, email, next]) expect(lines.join()).not.toContain(secret)
})

test('it needs the current password, and a different address', async () => {
  const { email, wish } = await signedUp()
  expect(await wish(address(), 'wrong horse')).toMatchObject({
    status: 400,
    body: { code: 'INVALID_PASSWORD' },
  })
  expect((await wish(email.toUpperCase())).body.code).toBe('EMAIL_IS_THE_SAME')
  for (const none of ['ada', '', 7, [address()]]) expect((await wish(none)).body.code).toBe('INVALID_EMAIL')
  expect((await wish(`${'a'.repeat(250)}@example.com`)).status).toBe(400)
  expect(await notedMails()).toEqual([])
  const stranger = openBrowser()
  expect(
    (await stranger('/request-email-change', { newEmail: address(), currentPassword: PASSWORD })).status,
  ).toBe(401)
})

test('only a reader of an address’s mail learns whether it has an account', async () => {
  const { wish, id, email } = await signedUp()
  const jonas = await signedUp()
  expect(await wish(jonas.email)).toEqual({ status: 200, body: { status: true } })
  expect(await notedMails()).toEqual([`email_change ${jonas.email}`, `email_change_asked ${email}`])
  expect(await makeEmailChangeLink(database, { publicUrl, userId: id, email: jonas.email })).toBe('taken')
})

test('an account that gets the address while the change is pending keeps it', async () => {
  const { email, ask, wish, id } = await signedUp()
  const next = address()
  await wish(next)
  const token = await tokenFor(id, next)
  await openBrowser()('/sign-up/email', { name: 'Jonas', email: next, password: PASSWORD })
  expect((await ask('/confirm-email-change', { token })).body.code).toBe('EMAIL_TAKEN')
  expect((await ask('/get-session')).body.user.email).toBe(email)
})

test('a link is for the address that it was sent to and for the account that asked, for an hour', async () => {
  const { ask, wish, id } = await signedUp()
  const [mistyped, meant] = [address(), address()]
  await wish(mistyped)
  const stray = await tokenFor(id, mistyped)
  await wish(meant)
  expect(await makeEmailChangeLink(database, { publicUrl, userId: id, email: mistyped })).toBeNull()
  const token = await tokenFor(id, meant)
  const jonas = await signedUp()
  await jonas.wish(meant)
  for (const [who, used] of [
    [ask, stray],
    [jonas.ask, token],
    [ask, 'nonsense'],
  ] as const)
    expect((await who('/confirm-email-change', { token: used })).body.code).toBe('INVALID_TOKEN')
  // The token does not reset a password either.
  expect((await openBrowser()('/reset-password', { token, newPassword: 'another horse' })).status).toBe(400)
  await database.query(`UPDATE verifications SET expires_at = now() - interval '1 second' WHERE value = $1`, [
    id,
  ])
  expect((await ask('/confirm-email-change', { token })).body.code).toBe('INVALID_TOKEN')
})

test('a new password ends changes requested with the old one, and a new address ends links to the old', async () => {
  const { ask, email, wish, id } = await signedUp()
  const next = address()
  await wish(next)
  const token = await tokenFor(id, next)
  const change = { currentPassword: PASSWORD, newPassword: 'another horse' }
  await ask('/change-password', { ...change, revokeOtherSessions: false })
  expect((await ask('/confirm-email-change', { token })).body.code).toBe('INVALID_TOKEN')
  expect(await makeEmailChangeLink(database, { publicUrl, userId: id, email: next })).toBeNull()

  const sent = (await makeResetLink(database, { publicUrl, email }))?.split('#')[1]
  await wish(next, 'another horse')
  await ask('/confirm-email-change', { token: await tokenFor(id, next) })
  expect((await openBrowser()('/reset-password', { token: sent, newPassword: PASSWORD })).status).toBe(400)
})

test('a request with a password that changes meanwhile is refused', async () => {
  const { ask, wish, id } = await signedUp()
  await wish(address())
  await notedMails()
  const { tx, commit } = await openTransaction(database)
  await tx.query('SELECT FROM rate_limits WHERE key = $1 FOR UPDATE', [`change-email of ${id}`])
  const late = wish(address())
  await somebodyWaits(database)
  await ask('/change-password', { currentPassword: PASSWORD, newPassword: 'another horse' })
  await commit()
  expect((await late).body.code).toBe('INVALID_PASSWORD')
  expect((await notedMails()).filter((mail) => !mail.startsWith('password_changed'))).toEqual([])
})

test('no link for a new password is made for an address that is being left', async () => {
  const { email, id } = await signedUp()
  const { tx, commit } = await openTransaction(database)
  await changeAddress(tx, { userId: id, email: address(), sendsMail: false })
  const link = makeResetLink(database, { publicUrl, email })
  await Promise.race([somebodyWaits(database), link])
  await commit()
  expect(await link).toBeNull()
})

test('one person can ask five times an hour, and one address gets five links, whoever asks', async () => {
  const { wish } = await signedUp()
  for (let time = 0; time < 5; time++) expect((await wish(address())).status).toBe(200)
  expect(await wish(address())).toMatchObject({
    status: 429,
    body: { code: 'EMAIL_CHANGE_ASKED_TOO_OFTEN', message: expect.stringContaining('60 min') },
  })
  await database.query('DELETE FROM rate_limits')
  const target = address()
  const people = await Promise.all(Array.from({ length: 6 }, () => signedUp()))
  const statuses: number[] = []
  for (const person of people) statuses.push((await person.wish(target)).status)
  expect(statuses).toEqual([200, 200, 200, 200, 200, 429])
})

test('only the person who asked sees the pending change, while its link may work, and can cancel it', async () => {
  const { ask, wish, id, email } = await signedUp()
  const jonas = await signedUp()
  const waiting = async (who = ask) => (await who('/pending-email-change')).body
  expect(await waiting()).toBeNull()
  const next = address()
  await wish(next)
  expect(await waiting()).toEqual({ email: next, askedAt: expect.stringMatching(/^\d{4}-.*Z$/) })
  expect(await waiting(jonas.ask)).toBeNull()
  expect((await openBrowser()('/pending-email-change')).status).toBe(401)
  const token = await tokenFor(id, next)

  expect((await openBrowser()('/cancel-email-change', {})).status).toBe(401)
  await jonas.ask('/cancel-email-change', {})
  expect(await waiting()).toMatchObject({ email: next })
  for (let time = 0; time < 2; time++)
    expect(await ask('/cancel-email-change', {})).toEqual({ status: 200, body: { status: true } })
  expect(await waiting()).toBeNull()
  expect((await ask('/confirm-email-change', { token })).body.code).toBe('INVALID_TOKEN')
  expect((await ask('/get-session')).body.user.email).toBe(email)
  // A mail that no worker has written yet is no longer written.
  expect(await tokenFor(id, next)).toBe('')

  await wish(next)
  await database.query(`UPDATE email_changes SET created_at = now() - interval '121 minutes'`)
  expect(await waiting()).toBeNull()
})

test('an installation that sends no mail says so, and nothing is pending', async () => {
  const { wish } = await signedUp(accounts.silent)
  expect(await wish(address())).toMatchObject({
    status: 400,
    body: { code: 'EMAIL_CHANGE_DISABLED', message: expect.stringContaining('the person who runs it') },
  })
  expect(await notedMails()).toEqual([])
})
