/**
 * Many people and programs act in one small workspace at the same moment. No answer is a fault of ours, such as a
 * deadlock, and afterwards all data are consistent.
 */
import { connect } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { expect, test } from 'vitest'
import { testApi } from '../../packages/api/src/testing/api.ts'
import { deeds } from './collisions/deeds.ts'
import { addProgram, smallWorkspace } from './collisions/small-workspace.ts'
import { whatIsBroken } from './collisions/what-holds.ts'
import { createRandom } from './fuzz/random.ts'

const { url } = await testDatabase()

const AT_ONCE = 10
const ROUNDS = 8
const DEEDS_EACH = 5

const seed = Math.floor(Math.random() * 2 ** 32)
console.info(`The seed is ${seed}.`)

test('whatever is done at the same moment, no answer is a fault of ours, and the data stay consistent', async () => {
  // Fewer connections than requests at once: a request that held one and asked for another would wait for ever.
  const database = connect(url, { applicationName: 'test', maxConnections: 4, onError: console.error })
  const { app } = testApi(database, ['127.0.0.0/8'])
  const random = createRandom(seed)
  const workspace = await smallWorkspace(app)
  const { call, owner, people, faults, invitationTokens } = workspace
  const all = deeds(app, workspace, random)
  for (let round = 0; round < ROUNDS; round++) {
    // People who left come back, so that there is always somebody who may act.
    const { url } = await call(owner, 'POST', '/invitations', { role: 'admin' })
    invitationTokens.push(url.split('/').at(-1))
    for (const { client } of people.slice(1))
      await call(client, 'POST', '/invitations/accept', { token: invitationTokens.at(-1) })
    await addProgram(app, workspace, owner)
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let done = 0; done < DEEDS_EACH; done++) await random.pick(all)()
      }),
    )
    expect({ seed, faults, broken: await whatIsBroken(database) }).toEqual({ seed, faults: [], broken: [] })
  }
  await database.close()
})
