import { ConfigError } from '@quillwire/config'
import { testDatabase } from '@quillwire/database/testing'
import { beforeEach, expect, test } from 'vitest'
import { createInvitation } from '../invitations/create-invitation.ts'
import { testSecret } from '../testing/services.ts'
import { testWorkspace } from '../testing/test-workspace.ts'
import { requireNotedSecret, requireSecret } from './require-secret.ts'

const { database, url } = await testDatabase()
const config = { SECRET: testSecret, DATA_DIR: '/srv/data' }
const other = { ...config, SECRET: 'x'.repeat(32) }

const forget = () => database.query('UPDATE event_log SET secret_check = NULL')
beforeEach(async () => {
  await forget()
  await database.query('TRUNCATE workspaces CASCADE')
})

test('the first start decides, and a later one with another SECRET is told what to do', async () => {
  await requireNotedSecret(url, other)
  await requireSecret(url, config)
  await requireSecret(url, config)
  for (const require of [requireSecret, requireNotedSecret]) {
    const refusal: unknown = await require(url, other).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(ConfigError)
    expect((refusal as Error).message).toMatch(
      /^SECRET \(.* file secret in DATA_DIR \/srv\/data\) is not the one that .* copy the file secret .*accept-secret/,
    )
  }
})

test('of two processes that start at once with different ones, one wins', async () => {
  const started = await Promise.allSettled([requireSecret(url, config), requireSecret(url, other)])
  expect(started.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  await forget()
  await Promise.all(Array.from({ length: 8 }, () => requireSecret(url, config)))
})

test('a database that stores no check accepts the SECRET with which it can be read', async () => {
  const { owner } = await testWorkspace(database)
  const { id } = await createInvitation(owner, { role: 'member' })
  await expect(requireSecret(url, other)).rejects.toThrow(ConfigError)
  await requireSecret(url, config)
  await forget()
  // Rows that have ended need not be readable.
  await database.query(`UPDATE invitations SET expires_at = now() WHERE id = $1::uuid`, [id])
  await requireSecret(url, other)
})

test('a database of an older version is not checked before it is migrated', async () => {
  await database.query('ALTER TABLE event_log DROP COLUMN secret_check')
  await requireNotedSecret(url, other)
  await database.query('ALTER TABLE event_log ADD COLUMN secret_check text')
})
