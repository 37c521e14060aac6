import { setTimeout as sleep } from 'node:timers/promises'
import { listEvents } from '@quillwire/core/events/list-events'
import { testDatabase } from '@quillwire/database/testing'
import { openTransaction } from '@quillwire/database/testing/open-transaction'
import { expect, test, vi } from 'vitest'
import { streamedWorkspace, testStreams } from '../testing/streams.ts'

const { database } = await testDatabase()

test('where transactions overlap and commit in another order, nothing is missed and the order stays', async () => {
  const streams = testStreams(database)
  const { context, consume, happen } = await streamedWorkspace(database)
  const consumer = await consume(streams, { window: 1000 }, { acknowledges: true })
  const [first, second] = [await openTransaction(database), await openTransaction(database)]
  const early = await happen(first.tx)
  const late = await happen(second.tx)
  await second.commit()
  const last = await happen()
  const { answers } = streams
  await vi.waitFor(() => expect(streams.answers).toBeGreaterThan(answers + 2))
  // What committed first has to wait.
  expect(consumer.items).toEqual([])
  await first.commit()
  expect(await consumer.got(3)).toEqual([early, late, last])

  const writers = Array.from({ length: 6 }, async () => {
    const keys: string[] = []
    for (let i = 0; i < 15; i++)
      keys.push(
        await database.sqlTransaction(async (tx) => {
          const key = await happen(tx)
          await sleep(Math.random() * 8)
          return key
        }),
      )
    return keys
  })
  const recorded = (await Promise.all(writers)).flat()
  const came = (await consumer.got(93)).slice(3)
  expect(came.toSorted()).toEqual(recorded.toSorted())
  const listed = await listEvents(context, { limit: 100 })
  expect(consumer.items).toEqual(listed.items)
})
