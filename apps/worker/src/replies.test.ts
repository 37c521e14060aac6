import { setImmediate } from 'node:timers/promises'
import { testServices } from '@quillwire/core/testing/services'
import { testDatabase } from '@quillwire/database/testing'
import { createLogger } from '@quillwire/process'
import { expect, test } from 'vitest'
import { createReplies } from './replies.ts'

const { database } = await testDatabase()

test('a reply recorded just as a round ends is carried out, at whatever moment that is', async () => {
  for (let moment = 0; moment < 20; moment++) {
    let looks = 0
    const query = async () => {
      looks += 1
      return { rows: [] }
    }
    const replies = createReplies(testServices({ ...database, query }), createLogger('test', 'silent'))
    for (let turn = 0; turn < moment; turn++) await Promise.resolve()
    const before = looks
    replies.wake()
    await setImmediate()
    expect(looks, `after ${moment} turns`).toBeGreaterThan(before)
    await replies.stop()
  }
})
