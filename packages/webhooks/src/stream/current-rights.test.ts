import type { Principal } from '@quillwire/core'
import { findApiKeyById } from '@quillwire/core/api-keys/find-api-key'
import { unauthenticated } from '@quillwire/core/errors'
import { testDatabase } from '@quillwire/database/testing'
import { expect, test, vi } from 'vitest'
import { streamedWorkspace, testStreams } from '../testing/streams.ts'
import { createCurrentRights } from './current-rights.ts'
import { checkSubscription } from './subscription.ts'

const { database } = await testDatabase()

/** A stream of all events for whoever this says is reading. */
const openFor = (identify: () => Promise<Principal>, options: Parameters<typeof testStreams>[1] = {}) =>
  testStreams(database, options).open({ identify, subscription: checkSubscription({}), remoteAddress: null })

test('where it cannot be found out at the moment who is reading, it is asked again until it can', async () => {
  const { keyId } = await streamedWorkspace(database)
  const key = await findApiKeyById(database, keyId)
  if (!key) throw new Error('It was just made.')
  const identify = vi
    .fn(async () => key)
    .mockResolvedValueOnce(key)
    .mockRejectedValueOnce(new Error('the database is away'))
    .mockRejectedValue(unauthenticated('api_key_invalid', 'This key is none any more.'))
  const session = await openFor(identify)
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
  const session = await openFor(identify, { heartbeatMs: 10 })
  expect(await session.run({ send: () => undefined, flushed: true })).toMatchObject({ code: 'session_ended' })
})

test('an answer that was on its way when rights changed again is not the last word', async () => {
  const { id: workspaceId, context } = await streamedWorkspace(database)
  const answers = [context.principal, context.principal].map((principal) => {
    const { promise, resolve } = Promise.withResolvers<Principal>()
    return { promise, come: () => resolve(principal) }
  })
  const coming = answers.values()
  const rights = createCurrentRights({
    context,
    workspaceId,
    identify: async () => await (coming.next().value?.promise ?? context.principal),
    signal: AbortSignal.any([]),
    onError: console.error,
    onLost: console.error,
  })
  rights.askAgain()
  const earlier = rights.asking
  rights.askAgain()
  answers[0]?.come()
  await earlier
  expect(rights.asking).toBeDefined()
  answers[1]?.come()
  await rights.asking
  expect(rights.asking).toBeUndefined()
})

test('a stream is of one workspace: it ends for somebody who belongs to another one by now', async () => {
  const [{ context }, elsewhere] = [await streamedWorkspace(database), await streamedWorkspace(database)]
  const identify = vi.fn(async () => elsewhere.context.principal).mockResolvedValueOnce(context.principal)
  const session = await openFor(identify)
  const ended = session.run({ send: () => undefined, flushed: true })
  session.rightsChanged('own')
  expect(await ended).toMatchObject({ code: 'membership_ended' })
})
