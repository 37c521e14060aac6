import { readConfig } from '@quillwire/config'
import { testServices } from '@quillwire/core/testing/services'
import { newId } from '@quillwire/database'
import { freePort } from '@quillwire/database/embedded'
import { testDatabase } from '@quillwire/database/testing'
import { createLogger } from '@quillwire/process'
import { PgBoss } from 'pg-boss'
import { expect, onTestFinished, test, vi } from 'vitest'
import { mailServer } from '../testing/mail-server.ts'
import { writeAccountMail } from './account-mails.ts'
import { endpointDisabledMail } from './endpoint-disabled.ts'
import { openMail } from './open-mail.ts'

const { database, url } = await testDatabase()

/** Mail sent to this port, and what the log says about it. */
async function setUp(port: number | undefined, query = '') {
  const boss = new PgBoss({ connectionString: url, max: 2 })
  await boss.start()
  onTestFinished(() => boss.stop({ graceful: false }))
  const config = readConfig({
    SECRET: 'x'.repeat(32),
    SMTP_URL: `smtp://127.0.0.1:${port}${query}`,
    PUBLIC_URL: 'https://docs.example.com',
  })
  const lines: string[] = []
  const log = createLogger('test', 'info', { write: (line) => void lines.push(line) })
  return { mail: await openMail(boss, config, log, writeAccountMail(testServices(database))), lines }
}

const disabled = (id: string) =>
  endpointDisabledMail('https://docs.example.com', {
    id,
    workspaceId: 'w',
    url: 'https://crm.example.com/services/s3cret',
    description: 'CRM notes',
    reason: 'failing',
    failingSince: new Date('2026-11-15T09:30:00Z'),
    admins: ['ada@example.com', 'jonas@example.com'],
  })

test('the admins get a mail once the transaction has committed, and none if it did not', async () => {
  const { messages, port } = await mailServer()
  const { mail } = await setUp(port)
  await expect(
    database.transaction(async (tx) => {
      await mail.send(tx, disabled('rolled-back'))
      throw new Error('no')
    }),
  ).rejects.toThrow('no')
  await database.transaction((tx) => mail.send(tx, disabled('committed')))
  await vi.waitFor(() => expect(messages).toHaveLength(1))
  const [message] = messages
  expect(message).toContain('To: ada@example.com, jonas@example.com')
  expect(message).toContain('From: quillwire@docs.example.com')
  expect(message).toContain('Subject: Webhook endpoint disabled: CRM notes')
  expect(message).not.toContain('s3cret')
  expect(message?.replaceAll('=\n', '')).toContain('https://docs.example.com/settings/webhooks/committed')
})

test('the log reports mail that cannot be sent, but not its content', async () => {
  const { mail, lines } = await setUp(await freePort())
  await database.transaction((tx) => mail.send(tx, disabled('unreachable')))
  await vi.waitFor(() => expect(lines.length).toBeGreaterThan(0))
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    level: 'warn',
    kind: 'endpoint_disabled',
    recipients: 2,
    err: { code: 'ESOCKET' },
    msg: 'mail not sent; it is tried again for a day',
  })
  expect(lines.join()).not.toContain('CRM notes')
})

test('a recipient that a server defers is tried again, alone, from the same sender', async () => {
  const { messages, port } = await mailServer('jonas@example.com')
  const { mail, lines } = await setUp(port, '?from=wiki@example.org')
  await database.transaction((tx) => mail.send(tx, disabled('grey')))
  await vi.waitFor(() => expect(lines.length).toBeGreaterThan(0))
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    recipients: 2,
    refused: 1,
    msg: 'mail not sent to all; the others are tried again for a day',
  })
  // The retry is due in a minute; make it due now.
  await vi.waitFor(async () => {
    await database.query(
      `UPDATE pgboss.job SET start_after = now() WHERE name = 'mail' AND state = 'created'`,
    )
    expect(messages).toHaveLength(2)
  })
  expect(messages[1]).toContain('To: jonas@example.com\n')
  expect(messages[1]).toContain('From: wiki@example.org\n')
})

async function person(): Promise<string> {
  const email = `${newId()}@example.com`
  await database.prisma.user.create({ data: { id: newId(), name: 'Ada', email } })
  return email
}

const plain = (message: string | undefined) => (message ?? '').replaceAll('=\n', '').replaceAll('=3D', '=')

test('a link for a new password is made as its mail goes out, and lies neither in the queue nor in the log', async () => {
  const { messages, port } = await mailServer()
  const { mail, lines } = await setUp(port)
  const email = await person()
  const asked = (to: string, notedAt = new Date()) =>
    mail.send(database, { kind: 'password_reset', to: [to], notedAt: notedAt.toISOString() })
  await asked('nobody@example.com')
  await asked(await person(), new Date(Date.now() - 2 * 3_600_000))
  await asked(email)
  await vi.waitFor(() => expect(messages).toHaveLength(1))
  const message = plain(messages[0])
  expect(message).toContain(`To: ${email}`)
  expect(message).toContain('Content-Type: text/plain')
  const [link = '', token = ''] = /\n {2}http:\/\/localhost:3000\/reset-password#(\S+)/.exec(message) ?? []
  expect(token).toHaveLength(32)
  expect(message).toContain(`<a href="${link.trim()}">`)
  const { rows } = await database.query(`SELECT data FROM pgboss.job WHERE name = 'mail'`)
  expect(JSON.stringify(rows)).toContain(email)
  expect(JSON.stringify(rows) + lines.join()).not.toContain(token)
})

test('a person whose password changed is told when, and what to do if it was somebody else', async () => {
  const { messages, port } = await mailServer()
  const { mail } = await setUp(port)
  await mail.send(database, {
    kind: 'password_changed',
    to: ['ada@example.com'],
    notedAt: '2026-11-15T09:30:59.000Z',
  })
  await vi.waitFor(() => expect(messages).toHaveLength(1))
  expect(plain(messages[0])).toContain('changed at 2026-11-15 09:30 (UTC).')
  expect(plain(messages[0])).toContain('\n  http://localhost:3000/forgot-password')
})

test('the link for a new address goes to that address and is stored nowhere; an address in use is told so', async () => {
  const { messages, port } = await mailServer()
  const { mail, lines } = await setUp(port)
  const [email, others] = [await person(), await person()]
  const { id: userId } = await database.prisma.user.findUniqueOrThrow({ where: { email } })
  const wish = async (to: string) => {
    await database.prisma.emailChange.upsert({
      where: { userId },
      create: { userId, email: to },
      update: { email: to },
    })
    await mail.send(database, {
      kind: 'email_change',
      to: [to],
      userId,
      notedAt: new Date().toISOString(),
    })
  }
  const next = `${newId()}@example.com`
  await wish(next)
  await vi.waitFor(() => expect(messages).toHaveLength(1))
  const message = plain(messages[0])
  expect(message).toContain(`To: ${next}`)
  const [, token = ''] = /\n {2}http:\/\/localhost:3000\/confirm-email#(\S+)/.exec(message) ?? []
  expect(token).toHaveLength(32)
  const { rows } = await database.query(`SELECT data FROM pgboss.job WHERE name = 'mail'`)
  expect(JSON.stringify(rows) + lines.join()).not.toContain(token)

  await wish(others)
  await vi.waitFor(() => expect(messages).toHaveLength(2))
  expect(plain(messages[1])).toContain(`To: ${others}`)
  expect(plain(messages[1])).toContain('has an account of its own')
  expect(plain(messages[1])).not.toContain('confirm-email')
})

test('the old address is told when another is asked for and when it is in effect, and what to do', async () => {
  const { messages, port } = await mailServer()
  const { mail } = await setUp(port)
  const about = { to: ['ada@example.com'], userId: newId(), notedAt: '2026-11-15T09:30:59.000Z' }
  await mail.send(database, { kind: 'email_change_asked', ...about })
  await vi.waitFor(() => expect(messages).toHaveLength(1))
  expect(plain(messages[0])).toContain('asked at 2026-11-15 09:30 (UTC)')
  expect(plain(messages[0])).toContain('\n  http://localhost:3000/forgot-password')
  await mail.send(database, { kind: 'email_changed', ...about })
  await vi.waitFor(() => expect(messages).toHaveLength(2))
  expect(plain(messages[1])).toContain('another address since 2026-11-15 09:30 (UTC)')
  expect(plain(messages[1])).toContain('tell whoever runs this Quillwire')
})
