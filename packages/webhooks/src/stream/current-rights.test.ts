import { findApiKeyById } from '@quillwire/core/api-keys/find-api-key'
import { unauthenticated } from '@quillwire/core/errors'
import { testDatabase } from '@quillwire/database/testing'
import { expect, test, vi } from 'vitest'
import { streamedWorkspace, testStreams } from '../testing/streams.ts'
import { checkSubscription } from './subscription.ts'

const { database } = await testDatabase()

test('where it cannot be found out at the moment who is reading, it is asked again until it can', async () => {
  const { keyId } = await streamedWorkspace(database)
  const key = await findApiKeyById(database, keyId)
  if (!key) throw new Error('It was just made.')
  const identify = vi
    .fn(async () => key)
    .mockResolvedValueOnce(key)
    .mockRejectedValueOnce(new Error('the database is away'))
    .mockRejectedValue(unauthenticated('api_key_invalid', 'This key is none any more.'))
  const session = await testStreams(database).open({
    identify,
    subscription: checkSubscription({}),
    remoteAddress: null,
  })
  const ended = session.run({ send: () => undefined, flushed: true })
  session.rightsChanged('own')
  expect(await ended).toMatchObject({ code: 'api_key_invalid' })
})

test('who is reading is asked again now and then, since a session may run out', async () => {
  const { context } = await streamedWorkspace(database)
  const identify = vi
    .fn(async () => context.principal)
    .mockResolvedValueOnce(context.principal)
    .mockRejectedValue(unauthenticated('session_ended', 'Sign in again.'))
  const session = await testStreams(database, { heartbeatMs: 10 }).open({
    identify,
    subscription: checkSubscription({}),
    remoteAddress: null,
  })
  expect(await session.run({ send: () => undefined, flushed: true })).toMatchObject({ code: 'session_ended' })
})
