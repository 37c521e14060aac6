/** Whether a link works depends only on the database's clock, so that all doors agree wherever they run. */
import { testDatabase } from '@quillwire/database/testing'
import { expect, test } from 'vitest'
import type { Context } from '../context.ts'
import { createDocument } from '../documents/create-document.ts'
import { testWorkspace } from '../testing/test-workspace.ts'
import { createShareLink } from './create-share-link.ts'
import { findShareLinks } from './find-share-links.ts'
import { listShareLinks } from './list-share-links.ts'
import { openShareLink } from './open-share-link.ts'
import { updateShareLink } from './update-share-link.ts'

const { database } = await testDatabase()
const { owner } = await testWorkspace(database)
const HOUR_MS = 3_600_000

/** The owner, on a process whose clock is wrong by this much. */
const withClock = (hours: number): Context => ({
  ...owner,
  now: () => new Date(Date.now() + hours * HOUR_MS),
})
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MS)

test.each([-3, 0, 3])(
  'a link that has ended is gone everywhere, even if a clock is wrong by %i hours',
  async (hours) => {
    const context = withClock(hours)
    const documentId = await createDocument(owner, { title: 'Plan' })
    const ended = await createShareLink(owner, { documentId, role: 'viewer', expiresAt: inHours(2) })
    const works = await createShareLink(owner, { documentId, role: 'viewer', expiresAt: inHours(2) })
    const endless = await createShareLink(owner, { documentId, role: 'viewer' })
    await database.query(
      `UPDATE share_links SET expires_at = now() - interval '1 hour' WHERE id = $1::uuid`,
      [ended.id],
    )
    const listed = await listShareLinks(context, { documentId })
    expect(listed.map(({ id }) => id).sort()).toEqual([works.id, endless.id].sort())
    const tokens = [ended, works, endless].map(({ url }) => url.split('/').at(-1) ?? '')
    expect((await findShareLinks(database, tokens)).sort()).toEqual([works.id, endless.id].sort())
    await expect(openShareLink(database, tokens[0] ?? '')).rejects.toMatchObject({ code: 'share_link_ended' })
  },
)

test.each([-3, 0, 3])(
  'an end has to be in the future, even if a clock is wrong by %i hours',
  async (hours) => {
    const context = withClock(hours)
    const documentId = await createDocument(owner, { title: 'Plan' })
    const past = { documentId, role: 'viewer', expiresAt: inHours(-1) } as const
    const soon = { ...past, expiresAt: inHours(1) }
    await expect(createShareLink(context, past)).rejects.toMatchObject({ code: 'expiry_in_past' })
    const { id } = await createShareLink(context, soon)
    await expect(updateShareLink(context, { ...past, id })).rejects.toMatchObject({ code: 'expiry_in_past' })
    expect(await updateShareLink(context, { ...soon, id })).toMatchObject({ expiresAt: soon.expiresAt })
  },
)
