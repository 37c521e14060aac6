/** Whether an invitation works depends only on the database's clock, as with share links. */
import { testDatabase } from '@quillwire/database/testing'
import { expect, test } from 'vitest'
import { testWorkspace } from '../testing/test-workspace.ts'
import { acceptInvitation } from './accept-invitation.ts'
import { createInvitation } from './create-invitation.ts'
import { listInvitations } from './list-invitations.ts'

const { database } = await testDatabase()
const HOUR_MS = 3_600_000

test.each([-3, 0, 3])(
  'one that has ended is gone everywhere, even if a clock is wrong by %i hours',
  async (hours) => {
    const { owner, person } = await testWorkspace(database)
    const wrong = { now: () => new Date(Date.now() + hours * HOUR_MS) }
    const ended = await createInvitation(owner, { role: 'member' })
    const works = await createInvitation(owner, { role: 'member' })
    const until = (id: string, end: string) =>
      database.query(`UPDATE invitations SET expires_at = now() + $2::interval WHERE id = $1::uuid`, [
        id,
        end,
      ])
    await until(ended.id, '-1 hour')
    await until(works.id, '1 hour')
    expect((await listInvitations({ ...owner, ...wrong })).map(({ id }) => id)).toEqual([works.id])
    const jonas = { ...(await person('Jonas')), ...wrong }
    const token = ({ url }: { url: string }) => url.split('/').at(-1) ?? ''
    await expect(acceptInvitation(jonas, { token: token(ended) })).rejects.toMatchObject({
      code: 'invitation_ended',
    })
    expect(await acceptInvitation(jonas, { token: token(works) })).toMatchObject({ role: 'member' })
  },
)
