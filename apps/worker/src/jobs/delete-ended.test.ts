import { testServices } from '@quillwire/core/testing/services'
import { newId } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { expect, test } from 'vitest'
import { deleteEnded } from './delete-ended.ts'

const { database } = await testDatabase()
const job = deleteEnded(testServices(database))
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000)

test('expired sessions that nobody comes back to are deleted, the others stay', async () => {
  const userId = newId()
  await database.prisma.user.create({ data: { id: userId, name: 'Ada', email: 'ada@example.com' } })
  for (const days of [-1, 1])
    await database.prisma.session.create({
      data: { id: newId(), token: `${days}`, userId, expiresAt: inDays(days) },
    })
  expect(await job.run()).toMatchObject({ sessions: 1 })
  expect(await database.prisma.session.findMany({ select: { token: true } })).toEqual([{ token: '1' }])
})

test('mailed links are deleted when they have expired', async () => {
  for (const days of [-1, 1])
    await database.prisma.verification.create({
      data: { id: newId(), identifier: `${days}`, value: newId(), expiresAt: inDays(days) },
    })
  expect(await job.run()).toMatchObject({ mailedLinks: 1 })
  expect(await database.prisma.verification.findMany({ select: { identifier: true } })).toEqual([
    { identifier: '1' },
  ])
})

test('addresses that were asked for and never confirmed are deleted after a day', async () => {
  for (const days of [-1.1, -0.9]) {
    const id = newId()
    await database.prisma.user.create({ data: { id, name: 'Ada', email: `${id}@example.com` } })
    await database.prisma.emailChange.create({
      data: { userId: id, email: `${days}`, createdAt: inDays(days) },
    })
  }
  expect(await job.run()).toMatchObject({ addressesWanted: 1 })
  expect(await database.prisma.emailChange.findMany({ select: { email: true } })).toEqual([{ email: '-0.9' }])
})

test('invitations are deleted a month after they ended or were revoked', async () => {
  const workspaceId = newId()
  await database.prisma.workspace.create({ data: { id: workspaceId, name: 'W' } })
  const invite = (tokenHash: string, expiresAt: Date, revokedAt: Date | null = null) =>
    database.prisma.invitation.create({
      data: {
        id: newId(),
        workspaceId,
        role: 'member',
        tokenHash,
        tokenSealed: '',
        createdById: newId(),
        expiresAt,
        revokedAt,
      },
    })
  await invite('ended long ago', inDays(-31))
  await invite('revoked long ago', inDays(7), inDays(-31))
  await invite('ended', inDays(-29))
  await invite('works', inDays(7))
  expect(await job.run()).toMatchObject({ invitations: 2 })
  const left = await database.prisma.invitation.findMany({ orderBy: { expiresAt: 'asc' } })
  expect(left.map(({ tokenHash }) => tokenHash)).toEqual(['ended', 'works'])
})
